package dev.sixgate.sandbox.apigateway.account;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sixgate.sandbox.apigateway.wire.Json;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An API that domain names may map to: HTTP and WEBSOCKET are v2's, REST is v1's.
 *
 * @param protocolType {@code HTTP}, {@code WEBSOCKET} or {@code REST}
 * @param endpointType of a REST API
 * @param policy of a REST API, plain JSON
 * @param createdDate ISO 8601
 * @param stages as GetStages shows them; v1 and v2 name their members alike as far as they are seeded here
 * @param authorizers as GetAuthorizers shows them
 * @param integrations as GetIntegrations shows them
 */
public record ApiRecord(
        String account,
        String region,
        String apiId,
        String protocolType,
        String name,
        @Nullable String description,
        String ipAddressType,
        boolean disableExecuteApiEndpoint,
        String endpointType,
        @Nullable String policy,
        String createdDate,
        Map<String, String> tags,
        List<JsonNode> stages,
        List<JsonNode> authorizers,
        List<JsonNode> integrations) {

    /**
     * Fills in what was left out.
     *
     * @throws IllegalArgumentException if account, Region, id, protocol or name is missing
     */
    public ApiRecord {
        if (account == null || region == null || apiId == null || protocolType == null || name == null) {
            throw new IllegalArgumentException("account, region, apiId, protocolType and name must be given");
        }
        ipAddressType = ipAddressType == null ? "ipv4" : ipAddressType;
        endpointType = endpointType == null ? "REGIONAL" : endpointType;
        createdDate = createdDate == null ? "2025-01-15T09:00:00Z" : createdDate;
        tags = tags == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(tags));
        stages = stages == null ? List.of() : List.copyOf(stages);
        authorizers = authorizers == null ? List.of() : List.copyOf(authorizers);
        integrations = integrations == null ? List.of() : List.copyOf(integrations);
    }

    /** The record with the given members replaced. */
    public ApiRecord with(ObjectNode changes) {
        return Json.changed(this, changes, ApiRecord.class);
    }

    /** Whether it belongs to v1. */
    public boolean rest() {
        return protocolType.equals("REST");
    }

    /** The name by which tags know it. */
    public String arn() {
        return "arn:aws:apigateway:" + region + "::/" + (rest() ? "restapis/" : "apis/") + apiId;
    }
}
