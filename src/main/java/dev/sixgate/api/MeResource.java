package dev.sixgate.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sixgate.api.identity.Callers;
import dev.sixgate.audit.Actor;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Who the caller is. */
@Path("/me")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Me", description = "Who you are here.")
class MeResource {
    private final Callers callers;

    MeResource(Callers callers) {
        this.callers = callers;
    }

    /** The caller, as the service knows them. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "Me")
    record Me(
            @Schema(examples = "ria") String subject,
            @Schema(examples = "Ria Requester") String name,

            @Schema(
                    enumeration = {"USER", "SERVICE"},
                    examples = "USER")
            String type,

            @Schema(examples = "[\"requester\"]") List<String> roles,
            @Schema(examples = "[\"network\"]") List<String> groups,

            @Schema(
                    enumeration = {"basic", "bearer", "session"},
                    examples = "basic",
                    description = "How you were authenticated.")
            String authentication,

            @Schema(description = "Who issued your token.") @Nullable
            String issuer,

            @Schema(description = "The service that acts for you.") @Nullable
            String via) {}

    @GET
    @Operation(
            operationId = "getMe",
            summary = "Who am I?",
            description = "Roles, groups, and how you were authenticated.")
    @APIResponse(responseCode = "200", description = "The caller.")
    @Extension(name = "x-problems", value = "unauthenticated,not-ready")
    public Me me() {
        Actor actor = callers.caller();
        return new Me(
                actor.subject(),
                actor.name(),
                actor.type().name(),
                actor.roles().stream().map(Callers::nameOf).sorted().toList(),
                actor.groups().stream().sorted().toList(),
                actor.origin().authentication(),
                actor.origin().issuer(),
                actor.via());
    }
}
