package dev.sixgate.notice.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String OTHER = "whsec_" + Base64.getEncoder().encodeToString(new byte[32]);
    private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private static final Instant AT = Instant.ofEpochSecond(1_614_265_330);
    private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);

    @Test
    void signsAsThePublishedExampleDoes() {
        assertThat(Signature.by(SECRET).of(ID, AT, BODY)).isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void duringARotationEachSecretSigns() {
        String both = Signature.by(SECRET + " " + OTHER).of(ID, AT, BODY);

        assertThat(both)
                .isEqualTo(Signature.by(SECRET).of(ID, AT, BODY) + " "
                        + Signature.by(OTHER).of(ID, AT, BODY));
        assertThat(both.split(" ")).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void theTimeTheIdAndTheBodyAreAllSigned() {
        Signature signature = Signature.by(SECRET);
        String signed = signature.of(ID, AT, BODY);

        assertThat(signature.of(ID + "x", AT, BODY)).isNotEqualTo(signed);
        assertThat(signature.of(ID, AT.plusSeconds(1), BODY)).isNotEqualTo(signed);
        assertThat(signature.of(ID, AT, new byte[0])).isNotEqualTo(signed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_c2hvcnQ=", "whsec_%%%SECRET%%%", "whsec_"})
    void whatIsNoSecretIsRefusedAndNotSaid(String written) {
        assertThatThrownBy(() -> Signature.by(SECRET + " " + written))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .message()
                .doesNotContain("MfKQ9r8", "c2hvcnQ", "SECRET");
    }

    @Test
    void aSecretOfMoreThan64BytesIsRefused() {
        String long65 = "whsec_" + Base64.getEncoder().encodeToString(new byte[65]);
        assertThatThrownBy(() -> Signature.by(long65)).hasMessageContaining("65 bytes");
    }
}
