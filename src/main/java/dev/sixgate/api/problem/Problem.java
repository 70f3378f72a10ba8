package dev.sixgate.api.problem;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What went wrong, for programs and people.
 *
 * @param members what else helps: {@code violations}, {@code change}, {@code targets}, {@code incident}
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457, Problem Details for HTTP APIs</a>
 */
@JsonPropertyOrder({"type", "title", "status", "detail", "instance"})
@Schema(name = "Problem", description = "What went wrong (RFC 9457).")
public record Problem(
        @Schema(examples = "/problems/change-open", description = "Which problem; the page behind it says what to do.")
        String type,

        @Schema(examples = "A change is open") String title,
        @Schema(examples = "409") int status,

        @Schema(examples = "A change of that domain is open; wait for its end, or cancel it.")
        String detail,

        @Schema(examples = "/domains/api.example.com/ip-address-type", description = "The path that was asked.")
        String instance,

        @JsonIgnore @Schema(hidden = true) Map<String, Object> members) {

    @JsonAnyGetter
    @Schema(hidden = true)
    public Map<String, Object> others() {
        return members;
    }
}
