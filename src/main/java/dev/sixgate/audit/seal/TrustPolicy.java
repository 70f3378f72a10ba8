package dev.sixgate.audit.seal;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Whose signatures make a checkpoint of the log one to trust, as the service itself would have it: an outsider's counts, not this.
 *
 * @see <a href="https://c2sp.org/tlog-policy">C2SP tlog-policy</a>
 */
@ApplicationScoped
public class TrustPolicy {
    private static final String GROUP = "witnesses";

    private final KeyLedger ledger;
    private final Cosigners cosigners;

    TrustPolicy(KeyLedger ledger, Cosigners cosigners) {
        this.ledger = ledger;
        this.cosigners = cosigners;
    }

    /**
     * The keys of a log, the newest first, and how many of its witnesses must have cosigned.
     *
     * @throws SQLException if the database cannot be read
     */
    public String of(String origin) throws SQLException {
        List<String> lines = new ArrayList<>();
        ledger.verifierKeys(origin).forEach(key -> lines.add("log " + key));
        var keys = cosigners.keys();
        IntStream.range(0, keys.size()).forEach(i -> lines.add("witness w" + (i + 1) + " " + keys.get(i)));
        if (!keys.isEmpty()) {
            lines.add("group " + GROUP + " " + cosigners.quorum() + " "
                    + IntStream.rangeClosed(1, keys.size())
                            .mapToObj(i -> "w" + i)
                            .collect(Collectors.joining(" ")));
        }
        lines.add("quorum " + (keys.isEmpty() ? "none" : GROUP));
        return String.join("\n", lines) + "\n";
    }
}
