package dev.sixgate.rollout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Waves as they are asked for, and what they come to for so many domains. */
public final class Waves {
    /** At most so many. */
    public static final int MOST = 50;

    /** Who says nothing of waves sees one domain work before the others follow. */
    static final List<Asked> DEFAULT =
            List.of(new Asked(1, null, Duration.ofMinutes(5)), new Asked(null, null, Duration.ZERO));

    /** One wave of everything. */
    public static final List<Asked> ALL_AT_ONCE = List.of(new Asked(null, null, Duration.ZERO));

    private Waves() {}

    /**
     * One wave as it is asked for: a number of domains, a share of all of them, or, for the last one, whatever is left.
     *
     * @param size from 1
     * @param percent of all domains, from 1 to 100
     */
    public record Asked(@Nullable Integer size, @Nullable Integer percent, Duration bake) {}

    /** Waves that do not add up; the message says how. */
    public static final class DoNotAddUp extends Exception {
        private static final long serialVersionUID = 1L;

        DoNotAddUp(String message) {
            super(message);
        }
    }

    /**
     * What they come to. Shares are rounded up and counted together, so that they cover everything exactly; a wave that is
     * left without a domain is left out.
     *
     * @param asked none for one domain first, and then all others
     * @throws DoNotAddUp unless they cover each of the domains, and no more
     */
    public static List<Wave> of(List<Asked> asked, int domains) throws DoNotAddUp {
        List<Wave> waves = new ArrayList<>();
        int covered = 0;
        int percent = 0;
        int counted = 0;
        List<Asked> all = asked.isEmpty() ? DEFAULT : asked;
        for (int i = 0; i < all.size(); i++) {
            Asked wave = all.get(i);
            int end;
            if (wave.percent() != null) {
                percent += wave.percent();
                if (percent > 100) {
                    throw new DoNotAddUp("come to more than 100 percent");
                }
                end = counted + (int) ((long) domains * percent + 99) / 100;
            } else if (wave.size() != null) {
                counted += wave.size();
                end = covered + wave.size();
            } else if (i == all.size() - 1) {
                end = domains;
            } else {
                throw new DoNotAddUp("have neither size nor percent in wave " + (i + 1)
                        + "; only the last one may take whatever is left");
            }
            boolean rounded = wave.percent() != null && end > domains && percent == 100;
            int upTo = rounded ? domains : end;
            if (upTo > domains) {
                throw new DoNotAddUp("cover " + upTo + " domains by wave " + (i + 1) + ", but there are " + domains);
            }
            if (upTo > covered) {
                waves.add(new Wave(upTo - covered, wave.bake()));
                covered = upTo;
            }
        }
        if (covered < domains) {
            throw new DoNotAddUp("cover " + covered + " of " + domains
                    + " domains; leave size and percent of the last wave out for all that are left");
        }
        return waves;
    }
}
