package dev.sixgate.notice.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MailboxesTest {
    private final Map<String, String> properties = new TreeMap<>(Map.of(
            "sixgate.mail.ops.to", "otto@ops.example.com, ops@example.com",
            "sixgate.mail.ops.events", "change.*"));

    private Recipients recipients() {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withMapping(WebhooksConfig.class)
                .withMapping(MailConfig.class)
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .build();
        return new Recipients(
                new Webhooks(config.getConfigMapping(WebhooksConfig.class)),
                new Mailboxes(config.getConfigMapping(MailConfig.class)));
    }

    @Test
    void aMailboxIsReadFromItsKeysAndShowsNobodysAddress() {
        Recipient ops = recipients().get("ops");

        assertThat(ops)
                .isInstanceOfSatisfying(
                        Mailbox.class,
                        it -> assertThat(it.to()).containsExactly("otto@ops.example.com", "ops@example.com"));
        assertThat(ops.wants("change.approved")).isTrue();
        assertThat(ops.wants("person.erased")).isFalse();
        assertThat(ops.form()).isEqualTo("mail");
        assertThat(ops.address()).isEqualTo("mailto:...@example.com,mailto:...@ops.example.com");
        assertThat(ops.toString()).doesNotContain("otto");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            to     | ops                                  | sixgate.mail.ops.to: one of them is no address
            to     | Ops <ops@example.com>                | sixgate.mail.ops.to: one of them is no address
            to     | "ops@example.com\\r\\nRCPT TO:<a@b>" | sixgate.mail.ops.to: one of them is no address
            events | change.aproved                       | nothing that is recorded is called 'change.aproved'
            """)
    void aMistakeIsSaidWithItsKey(String key, String value, String said) {
        properties.put("sixgate.mail.ops." + key, value.translateEscapes());

        assertThatThrownBy(this::recipients).hasMessageContaining(said);
    }

    @Test
    void aNameIsAWebhooksOrAMailboxesAlone() {
        properties.put("sixgate.webhooks.ops.url", "https://ops.example.com");
        properties.put("sixgate.webhooks.ops.format", "slack");
        properties.put("sixgate.webhooks.ops.events", "*");

        assertThatThrownBy(this::recipients).hasMessageContaining("sixgate.mail.ops: a webhook has that name");
    }
}
