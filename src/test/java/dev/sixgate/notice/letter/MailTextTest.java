package dev.sixgate.notice.letter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sixgate.notice.letter.Told.Who;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MailTextTest {
    private static final String EVIL = "<img src=x onerror=alert(1)> \"&' ";

    private static MailText mail(@Nullable String href, String name, String reason) {
        return MailText.of(new Told(
                new UUID(1, 2),
                "//localhost/audit",
                "change.approved",
                "SUCCESS",
                "2026-01-01T00:00:00.000000Z",
                "c-1",
                null,
                href,
                "api.example.com",
                null,
                "prod",
                "ipv4",
                "dualstack",
                "APPROVED",
                new Who("nora", name),
                new Who("ria", "ria"),
                reason,
                null));
    }

    @Test
    void theSubjectIsWhatHappenedAndToWhatAndTheLinkIsTheShortOne() {
        MailText mail = mail("https://sixgate.example.com/changes/c-1", "Nora Network", "IPv6");

        assertThat(mail.subject()).isEqualTo("change approved: api.example.com");
        assertThat(mail.text()).isEqualTo("""
                change approved: api.example.com

                Target: prod
                Type: ipv4 to dualstack
                Status: APPROVED
                By: Nora Network (nora)
                Requested by: ria
                Reason: IPv6

                https://sixgate.example.com/c/c-1
                """);
        assertThat(mail.html())
                .contains("<td>Nora Network (nora)</td>", "<a href=\"https://sixgate.example.com/c/c-1\">");
    }

    @Test
    void markupOfPeopleIsTextAndNoNameEndsALine() {
        MailText mail = mail("https://s/changes/c-1", "Eve\r\nBcc: all@example.com", EVIL);

        assertThat(mail.html())
                .doesNotContain("<img")
                .contains("&lt;img src=x onerror=alert(1)&gt; &quot;&amp;&#39;", "Eve Bcc: all@example.com (nora)");
        assertThat(mail.text()).contains("By: Eve Bcc: all@example.com (nora)\n");
    }

    @Test
    void withoutAPublicAddressThereIsNoLink() {
        assertThat(mail("/changes/c-1", "n", "r").html()).doesNotContain("href");
    }
}
