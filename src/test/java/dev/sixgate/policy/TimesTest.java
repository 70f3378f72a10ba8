package dev.sixgate.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimesTest {

    @ParameterizedTest
    @CsvSource({
        "30s, PT30S, 30s",
        "5m, PT5M, 5m",
        "2h, PT2H, 2h",
        "7d, PT168H, 7d",
        "365d, PT8760H, 365d",
        "PT36H, PT36H, 36h",
        "P1DT12H, PT36H, 36h",
        "90m, PT90M, 90m",
        "90s, PT90S, 90s",
        "PT0.5S, PT0.5S, PT0.5S",
        "24h, PT24H, 1d"
    })
    void aDurationIsReadAndWrittenBack(String text, Duration duration, String inWords) {
        assertThat(Times.parse(text)).isEqualTo(duration);
        assertThat(Times.inWords(duration)).isEqualTo(inWords);
        assertThat(Times.parse(inWords)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0s", "0d", "PT0S", "-5m", "PT-5M", "366d", "8761h", "PT8760H1S", "999999999d", "9999999999d",
                "PT9999999999999999999H", "7", "7 d", "7D", "1h30m", "1.5h", "P1M", "soon", "1w", "٣d"
            })
    void aDurationOfNothingOrOfMoreThanAYearOrOfNoKnownUnitIsRefused(String text) {
        assertThatThrownBy(() -> Times.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
