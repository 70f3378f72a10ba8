package dev.sixgate.sandbox.apigateway.account;

import dev.sixgate.sandbox.apigateway.wire.AwsError;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Every API of every account and Region, by id. */
public final class ApiStore {
    private final Map<String, ApiRecord> apis = new TreeMap<>();

    /** The account's APIs in one Region; v1's or v2's. */
    public List<ApiRecord> in(Caller caller, boolean rest) {
        return apis.values().stream()
                .filter(api -> belongs(api, caller) && api.rest() == rest)
                .toList();
    }

    /** An API of the caller's account and Region, of either kind. */
    public Optional<ApiRecord> find(Caller caller, String apiId) {
        return Optional.ofNullable(apis.get(apiId)).filter(api -> belongs(api, caller));
    }

    /**
     * An API of the caller's account and Region.
     *
     * @throws AwsError 404 if there is none of that kind
     */
    public ApiRecord require(Caller caller, String apiId, boolean rest) {
        return find(caller, apiId)
                .filter(api -> api.rest() == rest)
                .orElseThrow(
                        () -> AwsError.notFound("Invalid API identifier specified " + caller.account() + ":" + apiId));
    }

    /** The API that an ARN names. */
    public Optional<ApiRecord> byArn(String arn) {
        return apis.values().stream().filter(api -> api.arn().equals(arn)).findFirst();
    }

    /** Adds an API, or puts another record in its place. */
    public ApiRecord put(ApiRecord api) {
        apis.put(api.apiId(), api);
        return api;
    }

    /** Takes an API away. */
    public void remove(String apiId) {
        apis.remove(apiId);
    }

    /** Forgets all of them. */
    public void clear() {
        apis.clear();
    }

    private static boolean belongs(ApiRecord api, Caller caller) {
        return api.account().equals(caller.account()) && api.region().equals(caller.region());
    }
}
