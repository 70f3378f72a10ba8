package dev.sixgate.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sixgate.rollout.Waves.Asked;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What waves come to for so many domains. */
class WavesTest {
    private static Asked size(int size) {
        return new Asked(size, null, Duration.ZERO);
    }

    private static Asked percent(int percent) {
        return new Asked(null, percent, Duration.ZERO);
    }

    private static final Asked REST = new Asked(null, null, Duration.ZERO);

    private static List<Integer> sizes(int domains, Asked... asked) throws Waves.DoNotAddUp {
        return Waves.of(List.of(asked), domains).stream().map(Wave::size).toList();
    }

    @Test
    void withoutAWordOneDomainGoesFirst() throws Exception {
        assertThat(sizes(10)).containsExactly(1, 9);
        assertThat(sizes(1)).containsExactly(1);
    }

    @Test
    void sharesAreRoundedUpTogether() throws Exception {
        assertThat(sizes(10, percent(33), percent(33), percent(34))).containsExactly(4, 3, 3);
        assertThat(sizes(3, percent(10), percent(20), percent(70))).containsExactly(1, 2);
    }

    @Test
    void aShareIsOfAllDomainsAndComesAfterWhatWasCounted() throws Exception {
        assertThat(sizes(12, size(2), percent(25), REST)).containsExactly(2, 3, 7);
    }

    @Test
    void theLastOneTakesWhateverIsLeft() throws Exception {
        assertThat(sizes(7, size(1), size(2), REST)).containsExactly(1, 2, 4);
        assertThat(sizes(3, size(1), size(2), REST)).containsExactly(1, 2);
    }

    @Test
    void whatDoesNotAddUpIsSaid() {
        assertThatThrownBy(() -> sizes(30, size(10), size(18))).hasMessageContaining("cover 28 of 30 domains");
        assertThatThrownBy(() -> sizes(5, size(3), size(3))).hasMessageContaining("there are 5");
        assertThatThrownBy(() -> sizes(5, percent(60), percent(60))).hasMessageContaining("more than 100 percent");
        assertThatThrownBy(() -> sizes(5, REST, size(1))).hasMessageContaining("only the last one");
        assertThatThrownBy(() -> sizes(10, percent(90))).hasMessageContaining("cover 9 of 10 domains");
    }

    @Test
    void sharesThatAreAllCoverEveryDomainOnce() throws Exception {
        Random random = new Random(6962);
        for (int i = 0; i < 2_000; i++) {
            int domains = 1 + random.nextInt(1000);
            List<Asked> asked = new ArrayList<>();
            int left = 100;
            while (left > 1 && asked.size() < 10) {
                int share = 1 + random.nextInt(left - 1);
                asked.add(percent(share));
                left -= share;
            }
            asked.add(percent(left));

            assertThat(Waves.of(asked, domains).stream().mapToInt(Wave::size).sum())
                    .as("%s of %s", asked, domains)
                    .isEqualTo(domains);
        }
    }
}
