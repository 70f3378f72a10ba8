package dev.sixgate.gateway;

import dev.sixgate.gateway.GatewayFailure.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/** Reading calls: each spends from the account's budget, and fails as a {@link GatewayFailure}. */
final class AwsCalls {
    private final Consumer<String> budget;

    /** @param budget spends a call of an account, and waits until it is due */
    AwsCalls(Consumer<String> budget) {
        this.budget = budget;
    }

    /** A page of a listing, and where the next one begins. */
    record Page<T>(List<T> items, @Nullable String next) {}

    <T> List<T> pages(Target target, Function<@Nullable String, Page<T>> next) {
        var items = new ArrayList<T>();
        String from = null;
        do {
            String start = from;
            Page<T> page = call(target, () -> next.apply(start));
            items.addAll(page.items());
            from = page.next();
        } while (from != null && !from.isEmpty());
        return items;
    }

    <T> Optional<T> found(Target target, Supplier<T> call) {
        try {
            return Optional.of(call(target, call));
        } catch (GatewayFailure e) {
            if (e.kind() == Kind.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    <T> T call(Target target, Supplier<T> call) {
        budget.accept(target.account());
        try {
            return call.get();
        } catch (SdkException e) {
            throw AwsErrors.ofRead(e);
        }
    }
}
