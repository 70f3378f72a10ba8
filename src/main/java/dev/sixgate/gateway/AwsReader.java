package dev.sixgate.gateway;

import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.domainname.ObservedDomain.ApiMapping;
import dev.sixgate.domainname.Surroundings;
import dev.sixgate.domainname.TargetName;
import dev.sixgate.gateway.GatewayFailure.Kind;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import software.amazon.awssdk.services.apigateway.ApiGatewayClient;
import software.amazon.awssdk.services.apigatewayv2.ApiGatewayV2Client;

/**
 * Reads domains through both of AWS's APIs, version 1 first: it shows every member that decides which of the two to believe
 * ({@link DomainView}), and version 2 does not.
 *
 * <p>A private domain is known to version 1 alone, and there by name and id. Where a name is both public and private in one
 * target, the public domain is meant; of several private ones the first by id.
 */
@ApplicationScoped
class AwsReader implements DomainReader {
    /** Items on a page of version 1: AWS's maximum. Version 2 does not say what its own is, and is not told. */
    private static final int PAGE = 500;

    private final Targets targets;
    private final AwsClients clients;
    private final AwsCalls calls;
    private final AwsCalls background;
    private final Surveyor surveyor;
    private final HostedZones zones;
    private final InstantSource clock;

    AwsReader(Targets targets, AwsClients clients, CallBudget budget, InstantSource clock) {
        this.targets = targets;
        this.clients = clients;
        this.calls = new AwsCalls(budget::spendOne);
        this.background = new AwsCalls(budget::spendInBackground);
        this.surveyor = new Surveyor(clients, background);
        this.zones = new HostedZones(clients, clock);
        this.clock = clock;
    }

    @Override
    public List<Target> targets() {
        return targets.all();
    }

    @Override
    public Optional<Target> target(TargetName name) {
        return targets.find(name);
    }

    @Override
    public ObservedDomain read(TargetName targetName, DomainName name) {
        Target target = targets.require(targetName);
        Instant at = clock.instant();
        DomainView view = view(target, name.value());
        return view.observed(target, view.tags().orElse(Map.of()), mappings(target, view), at);
    }

    @Override
    public List<ObservedDomain> list(TargetName targetName) {
        Target target = targets.require(targetName);
        Instant at = clock.instant();
        var v1 = listedByV1(target, background);
        var v2 = listedByV2(target);
        var names = new TreeSet<>(v1.keySet());
        names.addAll(v2.keySet());
        return names.stream()
                .map(name -> new DomainView(v1.get(name), v2.get(name)))
                .flatMap(view -> understood(view, target, at))
                .toList();
    }

    @Override
    public Surroundings surroundings(ObservedDomain domain) {
        Target target = targets.require(domain.target());
        return surveyor.survey(target, domain, clock.instant()).with(zones.of(target, domain));
    }

    /** One domain that AWS describes in a new way does not hide all the others. */
    private Stream<ObservedDomain> understood(DomainView view, Target target, Instant at) {
        try {
            // Policies ask for tags, so none is never concluded from a listing's silence.
            var tags = view.tags().orElseGet(() -> tags(target, view));
            return Stream.of(view.observed(target, tags, List.of(), at));
        } catch (GatewayFailure e) {
            if (e.kind() != Kind.UNSUPPORTED) {
                throw e;
            }
            Log.warnf("target=%s domain=%s skipped=\"%s\"", target.name(), view.name(), e.detail());
            return Stream.empty();
        }
    }

    private Map<String, String> tags(Target target, DomainView view) {
        ApiGatewayClient v1 = clients.of(target.name()).v1();
        return background
                .found(
                        target,
                        () -> v1.getTags(r -> r.resourceArn(view.arn(target))).tags())
                .orElse(Map.of());
    }

    private DomainView view(Target target, String name) {
        ApiGatewayClient v1 = clients.of(target.name()).v1();
        ApiGatewayV2Client v2 = clients.of(target.name()).v2();
        var seenByV1 = calls.found(target, () -> SeenByV1.of(v1.getDomainName(r -> r.domainName(name))));
        if (seenByV1.filter(SeenByV1::needsV1).isPresent()) {
            return new DomainView(seenByV1.get(), null);
        }
        var seenByV2 = calls.found(target, () -> SeenByV2.of(v2.getDomainName(r -> r.domainName(name))));
        if (seenByV1.isPresent() || seenByV2.isPresent()) {
            return new DomainView(seenByV1.orElse(null), seenByV2.orElse(null));
        }
        return Optional.ofNullable(listedByV1(target, calls).get(name))
                .map(hidden -> new DomainView(hidden, null))
                .orElseThrow(() -> AwsErrors.notFound("Target \"" + target.name() + "\" has no domain " + name + "."));
    }

    private Map<String, SeenByV1> listedByV1(Target target, AwsCalls spending) {
        ApiGatewayClient v1 = clients.of(target.name()).v1();
        var listed = new TreeMap<String, SeenByV1>();
        var items = spending.pages(target, position -> {
            var page = v1.getDomainNames(r -> r.position(position).limit(PAGE));
            return new AwsCalls.Page<>(page.items().stream().map(SeenByV1::new).toList(), page.position());
        });
        items.forEach(item -> listed.merge(item.name(), item, SeenByV1::or));
        return listed;
    }

    private Map<String, SeenByV2> listedByV2(Target target) {
        ApiGatewayV2Client v2 = clients.of(target.name()).v2();
        var listed = new TreeMap<String, SeenByV2>();
        var items = background.pages(target, token -> {
            var page = v2.getDomainNames(r -> r.nextToken(token));
            return new AwsCalls.Page<>(page.items().stream().map(SeenByV2::new).toList(), page.nextToken());
        });
        items.forEach(item -> listed.put(item.name(), item));
        return listed;
    }

    private List<ApiMapping> mappings(Target target, DomainView view) {
        List<ApiMapping> mappings = view.isThroughV1() ? mappingsOfV1(target, view) : mappingsOfV2(target, view);
        return mappings.stream().sorted(Comparator.comparing(ApiMapping::key)).toList();
    }

    private List<ApiMapping> mappingsOfV1(Target target, DomainView view) {
        ApiGatewayClient v1 = clients.of(target.name()).v1();
        return calls.pages(target, position -> {
            var page = v1.getBasePathMappings(r -> r.domainName(view.name())
                    .domainNameId(view.domainNameId().orElse(null))
                    .position(position)
                    .limit(PAGE));
            return new AwsCalls.Page<>(
                    page.items().stream().map(SeenByV1::mapping).toList(), page.position());
        });
    }

    private List<ApiMapping> mappingsOfV2(Target target, DomainView view) {
        ApiGatewayV2Client v2 = clients.of(target.name()).v2();
        return calls.pages(target, token -> {
            var page = v2.getApiMappings(r -> r.domainName(view.name()).nextToken(token));
            return new AwsCalls.Page<>(
                    page.items().stream().map(SeenByV2::mapping).toList(), page.nextToken());
        });
    }
}
