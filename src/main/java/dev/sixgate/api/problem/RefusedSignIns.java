package dev.sixgate.api.problem;

import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import dev.sixgate.api.identity.SignInResource;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.quarkus.vertx.http.runtime.security.SecurityHandlerPriorities;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.function.BiConsumer;

/** Records whoever could not sign in by the form. No resource is asked there, so that nobody else would. */
@ApplicationScoped
class RefusedSignIns {
    /** When it is known how to find out who it is, and before anybody does. */
    private static final int BEFORE_THE_FORM = -1 * SecurityHandlerPriorities.FORM_AUTHENTICATION - 1;

    private static final BiConsumer<RoutingContext, Throwable> ANSWERED_BY_US = (request, why) -> {};

    private final RefusalRecord record;

    RefusedSignIns(RefusalRecord record) {
        this.record = record;
    }

    void recordThem(@Observes Router router) {
        router.post(SignInResource.FORM).order(BEFORE_THE_FORM).handler(request -> {
            Uni<SecurityIdentity> caller = request.get(QuarkusHttpUser.DEFERRED_IDENTITY_KEY);
            request.put(QuarkusHttpUser.AUTH_FAILURE_HANDLER, ANSWERED_BY_US);
            request.put(
                    QuarkusHttpUser.DEFERRED_IDENTITY_KEY, caller.onFailure().call(why -> answered(request)));
            request.next();
        });
    }

    /** Recording blocks. What cannot be recorded is no decision, here as everywhere. */
    private Uni<Void> answered(RoutingContext request) {
        return Uni.createFrom()
                .item(() -> record.record(
                        request, new Refusal(Reason.UNAUTHENTICATED, "That name and password do not belong together.")))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .invoke(recorded -> {
                    ProblemType type = recorded ? ProblemType.UNAUTHENTICATED : ProblemType.NOT_READY;
                    request.response().setStatusCode(type.status()).end();
                })
                .replaceWithVoid();
    }
}
