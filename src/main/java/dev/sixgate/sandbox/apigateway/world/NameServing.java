package dev.sixgate.sandbox.apigateway.world;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How the name server behaves. */
public enum NameServing {
    /** It answers from the hosted zones. */
    @JsonProperty("normal")
    NORMAL,
    /** It takes queries and answers none. */
    @JsonProperty("silent")
    SILENT,
    /** It answers SERVFAIL to every query. */
    @JsonProperty("servfail")
    SERVFAIL
}
