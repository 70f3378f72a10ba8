package dev.sixgate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AwsSessionTest {

    @ParameterizedTest
    @ValueSource(strings = {"ria", "ana@example.com", "0190f3c1-7c1e-7a00-8000-000000000001", "a=b,c+d_e.f-g"})
    void whatStsTakesStaysAsItIs(String text) {
        assertThat(AwsSession.text(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "jörg müller", "auth0|1234", "テスト", "a\nb", "aws:x"})
    void everythingElseBecomesWhatStsTakes(String text) {
        assertThat(AwsSession.text(text)).matches("[A-Za-z0-9_+=,.@-]{2,64}");
    }

    @Test
    void aLongNameIsCutToSixtyFourCharacters() {
        assertThat(AwsSession.text("x".repeat(64))).isEqualTo("x".repeat(64));
        assertThat(AwsSession.text("x".repeat(65))).hasSize(64).startsWith("x".repeat(51));
    }

    @Test
    void twoPeopleNeverLookLikeOne() {
        assertThat(AwsSession.text("a b")).isNotEqualTo(AwsSession.text("a/b")).isNotEqualTo(AwsSession.text("a-b"));
        assertThat(AwsSession.text("x".repeat(65))).isNotEqualTo(AwsSession.text("x".repeat(66)));
    }
}
