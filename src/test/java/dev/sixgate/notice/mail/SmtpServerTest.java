package dev.sixgate.notice.mail;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.mailer.runtime.MailersRuntimeConfig;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SmtpServerTest {
    private static final TlsConfigurationRegistry NO_TLS = new TlsConfigurationRegistry() {
        @Override
        public Optional<TlsConfiguration> get(String name) {
            return Optional.empty();
        }

        @Override
        public Optional<TlsConfiguration> getDefault() {
            return Optional.empty();
        }

        @Override
        public void register(String name, TlsConfiguration configuration) {
            throw new UnsupportedOperationException();
        }
    };

    private final Map<String, String> properties =
            new TreeMap<>(Map.of("quarkus.mailer.host", "smtp", "quarkus.mailer.from", "Sixgate <s@example.com>"));

    private void check() {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(MailersRuntimeConfig.class)
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .build();
        new SmtpServer(config, config.getConfigMapping(MailersRuntimeConfig.class), NO_TLS).check();
    }

    @Test
    void aServerAndASenderAreEnough() {
        assertThatCode(this::check).doesNotThrowAnyException();
    }

    @Test
    void withoutAServerItSaysWhatToWrite() {
        properties.remove("quarkus.mailer.host");

        assertThatThrownBy(this::check)
                .hasMessage("sixgate.mail is set, and quarkus.mailer.host is not: write the name of the SMTP server.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nobody", "Six <a@b.example>\r\nBcc: c@d.example", "a@b.example, c@d.example"})
    void aSenderIsOneAddressOnOneLine(String from) {
        properties.put("quarkus.mailer.from", from);

        assertThatThrownBy(this::check).hasMessageContaining("quarkus.mailer.from is no address");
    }
}
