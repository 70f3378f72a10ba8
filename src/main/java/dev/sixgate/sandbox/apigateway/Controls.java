package dev.sixgate.sandbox.apigateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sixgate.sandbox.apigateway.account.DomainRecord;
import dev.sixgate.sandbox.apigateway.wire.Answer;
import dev.sixgate.sandbox.apigateway.wire.AwsError;
import dev.sixgate.sandbox.apigateway.wire.ErrorShape;
import dev.sixgate.sandbox.apigateway.wire.Json;
import dev.sixgate.sandbox.apigateway.wire.Request;
import dev.sixgate.sandbox.apigateway.world.Fault;
import dev.sixgate.sandbox.apigateway.world.NameServing;
import dev.sixgate.sandbox.apigateway.world.World;
import dev.sixgate.sandbox.apigateway.zones.HostedZone;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The admin path {@code /_sandbox/}: bends the simulated world as no AWS API can. It wants no signature, so it turns away whatever
 * a browser sends for a foreign page.
 */
final class Controls {
    private static final String ROOT = "_sandbox";
    private static final int LONGEST_BATCH = 5_000;

    private final World world;

    /** How the name server behaves, as this path takes and shows it. */
    private record NameServer(NameServing answers) {
        NameServer {
            Objects.requireNonNull(answers, "answers must be given: normal, silent or servfail");
        }
    }

    Controls(World world) {
        this.world = world;
    }

    /** Whether a request is meant for the admin path. */
    static boolean owns(Request request) {
        return request.segments().get(0).equals(ROOT);
    }

    /** The answer; a refusal is a 4xx with a sentence in {@code message}. */
    Answer answer(Request request) {
        try {
            if (request.header("origin") != null) {
                throw AwsError.accessDenied("The admin path is not for browsers.");
            }
            synchronized (world) {
                return dispatch(request);
            }
        } catch (AwsError refused) {
            return ErrorShape.HEADER.answer(refused);
        } catch (RuntimeException unexpected) {
            return ErrorShape.HEADER.answer(new AwsError(500, "InternalFailure", String.valueOf(unexpected)));
        }
    }

    private Answer dispatch(Request request) {
        var path = String.join(
                "/", request.segments().subList(1, request.segments().size()));
        var noun = path.contains("/") ? path.substring(0, path.indexOf('/')) + "/" : path;
        return switch (request.method() + " " + noun) {
            case "GET faults" -> Answer.ok(faults());
            case "POST faults" -> addFault(request.json());
            case "DELETE faults" -> done(() -> world.faults().clear());
            case "GET clock" -> clock();
            case "POST clock" -> advance(request.json());
            case "GET calls" -> calls(request);
            case "DELETE calls" -> done(() -> world.trail().clear());
            case "POST reset" -> done(world::reset);
            case "GET domains" -> domains();
            case "POST domains" -> addDomains(Json.value(request.body()));
            case "PUT domains/" -> editDomain(request, path.substring(noun.length()));
            case "DELETE domains/" -> removeDomain(request, path.substring(noun.length()));
            case "GET zones" -> zones();
            case "POST zones" -> addZone(request.json());
            case "GET dns" -> nameServing();
            case "PUT dns" -> serveNames(request.json());
            case "GET guards" -> Answer.ok(world.guards().document());
            case "POST guards" -> addGuards(request.json());
            case "GET settings" -> Answer.ok(world.settings().json());
            case "PUT settings" -> settle(request.json());
            default ->
                throw AwsError.notFound("The admin path has no " + request.method() + " /" + ROOT + "/" + path
                        + "; it has faults, clock, calls, reset, domains, zones, dns, guards and settings.");
        };
    }

    private static Answer done(Runnable deed) {
        deed.run();
        return Answer.empty(204);
    }

    private ObjectNode faults() {
        var body = Json.object();
        var array = body.putArray("faults");
        world.faults().waiting().forEach(fault -> array.add(Json.tree(fault)));
        return body;
    }

    private Answer addFault(ObjectNode body) {
        var fault = Json.read(body, Fault.class);
        world.faults().add(fault);
        return Answer.json(201, Json.tree(fault));
    }

    private Answer clock() {
        return Answer.ok(Json.object().put("now", world.now().toString()));
    }

    private Answer advance(ObjectNode body) {
        var by = Json.text(body, "advance");
        try {
            world.clock().advance(Duration.parse(by == null ? "" : by));
        } catch (DateTimeParseException malformed) {
            throw AwsError.badRequest("advance must be an ISO 8601 duration such as PT30S");
        }
        return clock();
    }

    private Answer calls(Request request) {
        var body = Json.object();
        var array = body.putArray("calls");
        world.trail()
                .calls(request.parameter("operation"), request.parameter("domain"))
                .forEach(call -> array.add(call.json()));
        return Answer.ok(body);
    }

    private Answer domains() {
        var body = Json.object();
        var array = body.putArray("domains");
        world.domains().all().forEach(domain -> array.add(Json.tree(domain)));
        return Answer.ok(body);
    }

    private Answer addDomains(JsonNode body) {
        var records = new ArrayList<DomainRecord>();
        for (var one : body.isArray() ? body : List.of(body)) {
            records.add(Json.read(one, DomainRecord.class));
        }
        if (records.isEmpty() || records.size() > LONGEST_BATCH) {
            throw AwsError.badRequest("Give one domain record, or a list of 1 to " + LONGEST_BATCH);
        }
        var added = Json.object();
        var array = added.putArray("domains");
        records.forEach(record -> array.add(Json.tree(world.domains().add(record))));
        return Answer.json(201, added);
    }

    private Answer editDomain(Request request, String name) {
        var body = request.json();
        for (var fixed : List.of("account", "region", "domainName", "domainNameId")) {
            if (body.has(fixed)) {
                throw AwsError.badRequest(fixed + " is what the record is found by and cannot be edited");
            }
        }
        return Answer.ok(Json.tree(world.domains()
                .edit(name, request.parameter("domainNameId"), body)
                .orElseThrow(() -> AwsError.notFound("There is no domain name " + name))));
    }

    private Answer removeDomain(Request request, String name) {
        if (!world.domains().remove(name, request.parameter("domainNameId"))) {
            throw AwsError.notFound("There is no domain name " + name);
        }
        return Answer.empty(204);
    }

    private Answer zones() {
        var body = Json.object();
        var array = body.putArray("zones");
        world.zones().all().forEach(zone -> array.add(Json.tree(zone)));
        return Answer.ok(body);
    }

    /** Puts a hosted zone where it is, or in the place of the one with its id. */
    private Answer addZone(ObjectNode body) {
        return Answer.json(201, Json.tree(world.zones().put(Json.read(body, HostedZone.class))));
    }

    private Answer nameServing() {
        return Answer.ok(Json.tree(new NameServer(world.nameServing())));
    }

    private Answer serveNames(ObjectNode body) {
        world.serveNames(Json.read(body, NameServer.class).answers());
        return nameServing();
    }

    private Answer addGuards(ObjectNode body) {
        world.guards().add(body);
        return Answer.json(201, body);
    }

    private Answer settle(ObjectNode body) {
        world.settle(world.settings().with(body));
        return Answer.ok(world.settings().json());
    }
}
