package dev.sixgate.api;

import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import dev.sixgate.api.problem.ProblemType;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirementsSet;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What each problem means and what to do; a problem's type is the path of its page. */
@Path("/problems")
@Tag(name = "Problems", description = "What went wrong, and what to do.")
class ProblemPages {

    @GET
    @Path("/{name}")
    @Produces(MediaType.TEXT_HTML)
    @SecurityRequirementsSet
    @Operation(
            operationId = "getProblem",
            summary = "Read what a problem means",
            description = "One page a problem: its status, what it means, what to do. Open to everybody.")
    @APIResponse(responseCode = "200", description = "The page.")
    @Extension(name = "x-problems", value = "not-found")
    public String page(
            @Parameter(description = "The last part of a problem's type.", example = "change-open") @PathParam("name")
                    String name) {
        ProblemType type =
                ProblemType.ofCode(name).orElseThrow(() -> new Refusal(Reason.NOT_FOUND, "There is no such problem."));
        return """
                <!doctype html><html lang="en"><head><meta charset="utf-8"><title>%2$s</title>
                <meta name="viewport" content="width=device-width"></head>
                <body><main><h1>%2$s</h1><p><code>%1$s</code>, HTTP status %3$d</p><p>%4$s</p><p><strong>What to do:</strong>
                %5$s</p></main></body></html>
                """.formatted(type.code(), type.title(), type.status(), type.meaning(), type.remedy());
    }
}
