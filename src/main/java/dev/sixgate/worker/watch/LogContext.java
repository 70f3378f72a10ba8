package dev.sixgate.worker.watch;

import dev.sixgate.change.ChangeId;
import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.TargetName;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/** While it is open, each line that this thread logs says which change and which domain it is about. */
public final class LogContext implements AutoCloseable {
    private static final String CHANGE = "change";
    private static final String DOMAIN = "domain";
    private static final String TARGET = "target";

    private LogContext() {}

    /** @param change null where it is about a domain, and about no change of it */
    public static LogContext of(@Nullable ChangeId change, DomainName domain, TargetName target) {
        if (change != null) {
            MDC.put(CHANGE, change.toString());
        }
        MDC.put(DOMAIN, domain.value());
        MDC.put(TARGET, target.value());
        return new LogContext();
    }

    @Override
    public void close() {
        MDC.remove(CHANGE);
        MDC.remove(DOMAIN);
        MDC.remove(TARGET);
    }
}
