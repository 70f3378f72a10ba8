package dev.sixgate.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sixgate.Refusal;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PageTokenTest {
    private final PageToken tokens = PageToken.of("api.example.com", "sandbox");

    @Test
    void aPlaceIsReadAsItWasWritten() {
        assertThat(tokens.read(tokens.write("42"), Long::parseLong)).contains(42L);
    }

    @Test
    void aTokenOfOtherFiltersIsRefused() {
        assertThatThrownBy(() -> PageToken.of("other").read(tokens.write("42"), Long::parseLong))
                .isInstanceOf(Refusal.class);
    }

    @Test
    void aForgedPlaceIsTheCallersMistake() {
        assertThatThrownBy(() -> tokens.read(tokens.write("no-uuid"), UUID::fromString))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("pageToken");
    }
}
