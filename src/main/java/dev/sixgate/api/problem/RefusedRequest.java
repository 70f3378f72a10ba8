package dev.sixgate.api.problem;

import dev.sixgate.audit.Actor;
import dev.sixgate.audit.fold.Few;
import dev.sixgate.change.ChangeId;
import dev.sixgate.domainname.DomainName;
import java.util.Objects;
import java.util.Optional;

/**
 * What is known of a refused request, or of several together.
 *
 * @param actor who sent it, or the first of them
 * @param detail why it was refused, or the first of them
 * @param requests method and path
 * @param claimed who wrong credentials said that they were
 * @param domain that it is about, or all of them are
 * @param change that it is about, or all of them are
 */
record RefusedRequest(
        Actor actor, String detail, Few requests, Few claimed, Optional<DomainName> domain, Optional<ChangeId> change) {

    RefusedRequest and(RefusedRequest later) {
        return new RefusedRequest(
                actor,
                detail,
                requests.and(later.requests),
                claimed.and(later.claimed),
                Objects.equals(domain, later.domain) ? domain : Optional.empty(),
                Objects.equals(change, later.change) ? change : Optional.empty());
    }
}
