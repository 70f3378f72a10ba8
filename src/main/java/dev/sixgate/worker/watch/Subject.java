package dev.sixgate.worker.watch;

import dev.sixgate.change.ChangeId;
import dev.sixgate.change.Traceparent;
import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.TargetName;
import org.jspecify.annotations.Nullable;

/**
 * The change that is worked on.
 *
 * @param askedIn the trace in which it was asked for; null where nobody traced that
 */
public record Subject(
        ChangeId change,
        DomainName domain,
        TargetName target,
        @Nullable Traceparent askedIn) {}
