package dev.sixgate.change;

import static dev.sixgate.change.ChangeStatus.APPLIED;
import static dev.sixgate.change.ChangeStatus.APPLYING;
import static dev.sixgate.change.ChangeStatus.APPROVED;
import static dev.sixgate.change.ChangeStatus.CANCELLED;
import static dev.sixgate.change.ChangeStatus.EXPIRED;
import static dev.sixgate.change.ChangeStatus.FAILED;
import static dev.sixgate.change.ChangeStatus.PENDING_APPROVAL;
import static dev.sixgate.change.ChangeStatus.REJECTED;
import static dev.sixgate.change.ChangeStatus.STALE;
import static dev.sixgate.change.ChangeStatus.VERIFYING;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ChangeStatusTest {
    /** The table as it is promised; what is missing here leads nowhere. */
    private static final Map<ChangeStatus, Set<ChangeStatus>> TABLE = Map.of(
            PENDING_APPROVAL, Set.of(APPROVED, REJECTED, CANCELLED, EXPIRED, STALE),
            APPROVED, Set.of(APPLYING, PENDING_APPROVAL, CANCELLED, EXPIRED, STALE),
            APPLYING, Set.of(VERIFYING, APPROVED, STALE, FAILED),
            VERIFYING, Set.of(APPLIED, FAILED),
            STALE, Set.of(PENDING_APPROVAL, CANCELLED, EXPIRED),
            FAILED, Set.of(APPROVED));

    @ParameterizedTest
    @EnumSource
    void leadsWhereTheTableSays(ChangeStatus status) {
        assertThat(status.leadsTo()).isEqualTo(TABLE.getOrDefault(status, Set.of()));
    }

    @Test
    void holdsItsDomainWhileItIsOpen() {
        assertThat(ChangeStatus.open())
                .containsExactlyInAnyOrder(PENDING_APPROVAL, APPROVED, APPLYING, VERIFYING, STALE);
    }

    @ParameterizedTest
    @EnumSource(names = {"APPLIED", "REJECTED", "CANCELLED", "EXPIRED"})
    void anEndIsAnEnd(ChangeStatus status) {
        assertThat(status.leadsTo()).isEmpty();
        assertThat(status.mover()).isEqualTo(ChangeStatus.Mover.NOBODY);
    }
}
