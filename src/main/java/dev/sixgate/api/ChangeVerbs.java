package dev.sixgate.api;

import dev.sixgate.change.verb.CancelChange;
import dev.sixgate.change.verb.ExecuteChange;
import dev.sixgate.change.verb.ReplanChange;
import dev.sixgate.change.verb.RetryChange;
import dev.sixgate.change.verb.RevertChange;
import dev.sixgate.change.verb.ReviewChange;
import dev.sixgate.change.verb.ReviewEmergency;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;

/** What can be done with a change, one verb each. */
@Dependent
class ChangeVerbs {
    private final ReviewChange review;
    private final CancelChange cancel;
    private final ExecuteChange execute;
    private final RetryChange retry;
    private final ReplanChange replan;
    private final RevertChange revert;
    private final ReviewEmergency reviewEmergency;

    @Inject
    ChangeVerbs(
            ReviewChange review,
            CancelChange cancel,
            ExecuteChange execute,
            RetryChange retry,
            ReplanChange replan,
            RevertChange revert,
            ReviewEmergency reviewEmergency) {
        this.review = review;
        this.cancel = cancel;
        this.execute = execute;
        this.retry = retry;
        this.replan = replan;
        this.revert = revert;
        this.reviewEmergency = reviewEmergency;
    }

    ReviewChange review() {
        return review;
    }

    CancelChange cancel() {
        return cancel;
    }

    ExecuteChange execute() {
        return execute;
    }

    RetryChange retry() {
        return retry;
    }

    ReplanChange replan() {
        return replan;
    }

    RevertChange revert() {
        return revert;
    }

    ReviewEmergency reviewEmergency() {
        return reviewEmergency;
    }
}
