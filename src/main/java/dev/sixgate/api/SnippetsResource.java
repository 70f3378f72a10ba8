package dev.sixgate.api;

import dev.sixgate.api.Snippets.Snippet;
import dev.sixgate.api.identity.Callers;
import dev.sixgate.change.ChangeId;
import dev.sixgate.change.ChangeRequest;
import dev.sixgate.change.ChangeRequests;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What a domain's owner writes into their own sources, so that they do not turn the change back. */
@Path("/changes/{id}/snippets")
@Tag(name = "Changes")
class SnippetsResource {
    private final Callers callers;
    private final ChangeRequests changes;

    SnippetsResource(Callers callers, ChangeRequests changes) {
        this.callers = callers;
        this.changes = changes;
    }

    /** One for each tool. */
    @Schema(name = "Snippets", description = "The configuration after a change, as tools write it.")
    record SnippetList(
            @Schema(description = "One for each tool, that of the domain's owner first where its tags tell of one.")
            List<Snippet> items) {}

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "getSnippets",
            summary = "Get what the domain's owner has to write",
            description =
                    "The whole configuration of the domain as the change leaves it, for the AWS CLI, CloudFormation, Terraform and"
                            + " the CDK: whoever owns the domain writes it there, or their next run turns the change back.")
    @APIResponse(responseCode = "200", description = "A text for each tool.")
    @Extension(name = "x-problems", value = "unauthenticated,change-not-found,not-ready")
    public SnippetList get(@Parameter(description = "The change's id.") @PathParam("id") String id) {
        callers.reader();
        ChangeRequest change = changes.get(ChangeId.parse(id));
        return new SnippetList(Snippets.of(change.planned().plan()));
    }
}
