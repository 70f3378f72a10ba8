package dev.sixgate.notice.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sixgate.notice.letter.Format;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhooksTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private final Map<String, String> properties = new TreeMap<>(Map.of(
            "sixgate.webhooks.ops.url", "https://ops.example.com/hidden/path?hidden=1",
            "sixgate.webhooks.ops.secret", SECRET,
            "sixgate.webhooks.ops.events", "change.*, person.erased"));

    private Webhooks webhooks() {
        return new Webhooks(new SmallRyeConfigBuilder()
                .withMapping(WebhooksConfig.class)
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .build()
                .getConfigMapping(WebhooksConfig.class));
    }

    private Webhook ops() {
        return webhooks().all().get(0);
    }

    private List<Webhook> wanting(String action) {
        return webhooks().all().stream().filter(each -> each.wants(action)).toList();
    }

    @Test
    void aWebhookIsReadFromItsKeys() {
        Webhook ops = ops();

        assertThat(ops.format()).isEqualTo(Format.CLOUDEVENTS);
        assertThat(ops.wants("change.approved")).isTrue();
        assertThat(ops.wants("person.erased")).isTrue();
        assertThat(ops.wants("person.removed")).isFalse();
        assertThat(wanting("delegation.created")).isEmpty();
    }

    @Test
    void nothingThatMayBeASecretIsShown() {
        Webhook ops = ops();

        assertThat(ops.address()).isEqualTo("https://ops.example.com/...");
        assertThat(ops.toString()).doesNotContain("hidden", "whsec");
    }

    @Test
    void slackNeedsNoSecret() {
        properties.remove("sixgate.webhooks.ops.secret");
        properties.put("sixgate.webhooks.ops.format", "slack");

        assertThat(ops().signature().isNone()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            secret        | whsec_aGlkZGVu                   | sixgate.webhooks.ops.secret has 6 bytes
            secret        | aGlkZGVu                         | sixgate.webhooks.ops.secret has to begin with whsec_
            secret        | ' '                              | sixgate.webhooks.ops.secret is missing
            url           | ftp://hidden.example.com         | sixgate.webhooks.ops.url is no address of a web server
            url           | /hidden                          | sixgate.webhooks.ops.url is no address of a web server
            url           | https://ex ample.com/hidden      | sixgate.webhooks.ops.url is no URL
            url           | https://hidden:hidden@example.com| sixgate.webhooks.ops.url has a user
            events        | change.aproved                   | nothing that is recorded is called 'change.aproved'
            events        | *.approved                       | a star stands at the end
            events        | chnge.*                          | nothing that is recorded is called 'chnge.*'
            allowed-hosts | 10.0.0.0/40                      | sixgate.webhooks.ops.allowed-hosts '10.0.0.0/40' is neither
            """)
    void aMistakeIsSaidWithItsKeyAndWithoutASecret(String key, String value, String said) {
        properties.put("sixgate.webhooks.ops." + key, value);

        assertThatThrownBy(this::webhooks)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(said)
                .message()
                .doesNotContain("hidden", "aGlkZGVu", SECRET);
    }

    @Test
    void aNameIsOneThatAPathCanHave() {
        properties.put("sixgate.webhooks.\"a/b\".url", "https://ops.example.com");
        properties.put("sixgate.webhooks.\"a/b\".events", "*");

        assertThatThrownBy(this::webhooks).hasMessageContaining("small letters, digits and hyphens");
    }

    @Test
    void aStarAloneIsEverything() {
        properties.put("sixgate.webhooks.ops.events", "*");

        assertThat(wanting("service.started")).hasSize(1);
    }
}
