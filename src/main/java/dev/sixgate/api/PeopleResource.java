package dev.sixgate.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sixgate.api.http.Page;
import dev.sixgate.api.http.PageToken;
import dev.sixgate.api.identity.Callers;
import dev.sixgate.audit.Actor;
import dev.sixgate.audit.Actor.Role;
import dev.sixgate.change.People;
import dev.sixgate.change.Person;
import dev.sixgate.change.verb.ErasePerson;
import dev.sixgate.change.verb.RemovePerson;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Who was seen here. */
@Path("/people")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "People", description = "Who was seen here, as their identity last claimed to be.")
class PeopleResource {
    private final Callers callers;
    private final People people;
    private final RemovePerson remove;
    private final ErasePerson erase;
    private final InstantSource clock;

    PeopleResource(Callers callers, People people, RemovePerson remove, ErasePerson erase, InstantSource clock) {
        this.callers = callers;
        this.people = people;
        this.remove = remove;
        this.erase = erase;
        this.clock = clock;
    }

    /** Somebody who was seen. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "KnownPerson", description = "Somebody who was seen here.")
    record KnownPerson(
            @Schema(examples = "nora") String subject,
            @Schema(examples = "Nora Network") String name,

            @Schema(
                    enumeration = {"USER", "SERVICE"},
                    examples = "USER",
                    description = "A person, or a service account.")
            String type,

            @Schema(examples = "[\"approver\"]", description = "Their roles here.")
            List<String> roles,

            @Schema(examples = "[\"network\"]", description = "Their groups, as their identity last claimed them.")
            List<String> groups,

            @Schema(description = "When they last called, give or take a minute.")
            Instant lastSeen,

            @Schema(description = "When an operator said that they have left.") @Nullable
            Instant removedAt) {
        static KnownPerson of(Person person) {
            return new KnownPerson(
                    person.subject(),
                    person.name(),
                    person.service() ? "SERVICE" : "USER",
                    person.roles().stream().map(Callers::nameOf).sorted().toList(),
                    person.groups().stream().sorted().toList(),
                    person.seenAt(),
                    person.removedAt());
        }
    }

    @GET
    @Operation(
            operationId = "listPeople",
            summary = "List who was seen",
            description = "In the order of their subjects. Needs the role auditor or operator.")
    @APIResponse(responseCode = "200", description = "A page of people.")
    @Extension(name = "x-problems", value = "malformed-request,unauthenticated,role-required,not-ready")
    public Page<KnownPerson> list(
            @Parameter(description = "1 to 200; 50 if left out.", example = "50") @QueryParam("pageSize") @Nullable
                    Integer pageSize,
            @Parameter(description = "nextPageToken of the page before.") @QueryParam("pageToken") @Nullable
                    String pageToken) {
        callers.callerWith(Role.AUDITOR, Role.OPERATOR);
        PageToken tokens = PageToken.of("people");
        int size = Page.size(pageSize);
        String after = tokens.read(pageToken, text -> text).orElse(null);
        return Page.of(
                people.page(after, size + 1),
                size,
                rows -> rows.stream().map(KnownPerson::of).toList(),
                last -> tokens.write(last.subject()));
    }

    @DELETE
    @Path("/{subject}")
    @Operation(
            operationId = "removePerson",
            summary = "Take note that somebody has left",
            description =
                    "Neither their approvals nor what they delegated, or were delegated, counts until they are seen"
                            + " again: their next request with a valid identity brings them back, so lock them out at the"
                            + " identity provider first. Needs the role operator.")
    @APIResponse(responseCode = "200", description = "The person as they are on record.")
    @Extension(name = "x-problems", value = "unauthenticated,role-required,person-not-found,not-ready")
    public KnownPerson remove(
            @Parameter(description = "The person's subject.", example = "nora") @PathParam("subject") String subject) {
        Actor operator = callers.callerWith(Role.OPERATOR);
        remove.remove(subject, operator, clock.instant());
        callers.forget(subject);
        return people.find(subject).map(KnownPerson::of).orElseThrow();
    }

    /** What became unreadable. */
    @Schema(name = "ErasedPerson", description = "Somebody of whom nothing but the subject can be read any more.")
    record ErasedPerson(
            @Schema(examples = "nora") String subject,

            @Schema(examples = "1", description = "How many keys were destroyed; 0 where they had been erased before.")
            int keysDestroyed) {}

    @DELETE
    @Path("/{subject}/personal-data")
    @Operation(
            operationId = "erasePerson",
            summary = "Erase a person",
            description =
                    "Destroys the key by which the audit trail has their name, the addresses they came from and what they wrote,"
                            + " and takes these out of changes, reviews and delegations, which say (erased) from then on. What they"
                            + " did stays on record under their subject, and every proof still holds. There is no way back; backups"
                            + " have the key for as long as they are kept. Whoever is seen again has a new key. The requests by"
                            + " nobody of a day are erased as anonymous:YYYY-MM-DD. Needs the role operator, and nobody erases"
                            + " themselves.")
    @APIResponse(responseCode = "200", description = "They are erased.")
    @Extension(name = "x-problems", value = "unauthenticated,role-required,person-not-found,change-open,not-ready")
    public ErasedPerson erase(
            @Parameter(description = "The person's subject.", example = "nora") @PathParam("subject") String subject) {
        Actor operator = callers.callerWith(Role.OPERATOR);
        int destroyed = erase.erase(subject, operator, clock.instant());
        callers.forget(subject);
        return new ErasedPerson(subject, destroyed);
    }
}
