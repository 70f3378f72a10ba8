package dev.sixgate.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sixgate.domainname.Guards;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.domainname.Surroundings;
import dev.sixgate.domainname.Surroundings.MappedApi;
import dev.sixgate.domainname.Surroundings.Unread;
import dev.sixgate.gateway.GatewayFailure.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.apigateway.ApiGatewayClient;
import software.amazon.awssdk.services.apigateway.model.AccessLogSettings;
import software.amazon.awssdk.services.apigateway.model.Authorizer;
import software.amazon.awssdk.services.apigateway.model.EndpointConfiguration;
import software.amazon.awssdk.services.apigateway.model.GetRestApiResponse;
import software.amazon.awssdk.services.apigatewayv2.ApiGatewayV2Client;
import software.amazon.awssdk.services.apigatewayv2.model.GetApiResponse;
import software.amazon.awssdk.services.apigatewayv2.model.RoutingRule;
import software.amazon.awssdk.services.apigatewayv2.model.RoutingRuleActionInvokeApi;

/**
 * Reads the APIs behind a domain. HTTP and WebSocket APIs are known to version 2 alone, REST APIs to version 1 alone; a mapping does
 * not say which of them it leads to.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mappings.html">API mappings</a>
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-routing-mode.html">Routing rules</a>
 */
final class Surveyor {
    /** Items on a page of version 1: AWS's maximum. */
    private static final int PAGE = 500;

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Comparator<Place> ORDER =
            Comparator.comparing(Place::apiId).thenComparing(Place::stage);

    private final AwsClients clients;
    private final AwsCalls calls;
    private final DistributionReader distributions;

    Surveyor(AwsClients clients, AwsCalls calls) {
        this.clients = clients;
        this.calls = calls;
        this.distributions = new DistributionReader(clients);
    }

    /** Where requests go. */
    private record Place(String apiId, String stage) {}

    Surroundings survey(Target target, ObservedDomain domain, Instant at) {
        Surroundings around = new Survey(target).of(domain, at);
        GuardClients guards = clients.of(target.name()).guards();
        return around.behind(new Guards(
                new WebAclReader(guards).of(around.apis()),
                new CertificateReader(guards).of(domain),
                distributions.before(domain, at)));
    }

    /** One reading, of one domain. */
    private final class Survey {
        private final Target target;
        private final ApiGatewayClient v1;
        private final ApiGatewayV2Client v2;
        private final List<Unread> unread = new ArrayList<>();

        Survey(Target target) {
            this.target = target;
            v1 = clients.of(target.name()).v1();
            v2 = clients.of(target.name()).v2();
        }

        Surroundings of(ObservedDomain domain, Instant at) {
            SortedSet<Place> places = new TreeSet<>(ORDER);
            domain.mappings().forEach(mapping -> places.add(new Place(mapping.apiId(), mapping.stage())));
            places.addAll(ruled(domain));
            List<MappedApi> apis = places.stream().flatMap(this::api).toList();
            return new Surroundings(apis, unread, at);
        }

        /** Where routing rules lead; mappings do not show that. */
        private List<Place> ruled(ObservedDomain domain) {
            String mode = domain.routingMode();
            if (mode == null || !mode.contains("ROUTING_RULE")) {
                return List.of();
            }
            return read(
                            "the routing rules",
                            toListRulesOf(domain),
                            () -> calls.pages(target, token -> {
                                var page = v2.listRoutingRules(
                                        r -> r.domainName(domain.name().value())
                                                .domainNameId(domain.domainNameId())
                                                .nextToken(token));
                                return new AwsCalls.Page<>(page.routingRules(), page.nextToken());
                            }))
                    .map(rules -> rules.stream().flatMap(Survey::places).toList())
                    .orElse(List.of());
        }

        private static Stream<Place> places(RoutingRule rule) {
            return rule.actions().stream()
                    .map(action -> action.invokeApi())
                    .flatMap(Stream::ofNullable)
                    .map((RoutingRuleActionInvokeApi api) -> new Place(api.apiId(), orEmpty(api.stage())));
        }

        private Stream<MappedApi> api(Place place) {
            int before = unread.size();
            Optional<GetApiResponse> known = read(
                    "API " + place.apiId(),
                    permission("/apis/" + place.apiId()),
                    () -> calls.found(target, () -> v2.getApi(r -> r.apiId(place.apiId())))
                            .orElse(null));
            if (known.isPresent()) {
                return Stream.of(ofV2(place, known.get()));
            }
            Optional<GetRestApiResponse> rest = read(
                    "REST API " + place.apiId(),
                    permission("/restapis/" + place.apiId()),
                    () -> calls.found(target, () -> v1.getRestApi(r -> r.restApiId(place.apiId())))
                            .orElse(null));
            if (rest.isPresent()) {
                // It is no other API that was denied.
                unread.subList(before, unread.size()).clear();
                return Stream.of(ofV1(place, rest.get()));
            }
            if (unread.size() == before) {
                unread.add(new Unread("API " + place.apiId(), permission("/apis/" + place.apiId()), "NotFound"));
            }
            return Stream.empty();
        }

        private MappedApi ofV2(Place place, GetApiResponse api) {
            String path = "/apis/" + place.apiId();
            var stage = read(
                    "stage " + place.stage() + " of API " + place.apiId(),
                    permission(path + "/stages/" + place.stage()),
                    () -> calls.found(
                                    target,
                                    () -> v2.getStage(
                                            r -> r.apiId(place.apiId()).stageName(place.stage())))
                            .orElse(null));
            List<String> authorizers = read(
                            "the authorizers of API " + place.apiId(),
                            permission(path + "/authorizers"),
                            () -> calls.pages(target, token -> {
                                var page = v2.getAuthorizers(
                                        r -> r.apiId(place.apiId()).nextToken(token));
                                return new AwsCalls.Page<>(page.items(), page.nextToken());
                            }))
                    .orElse(List.of())
                    .stream()
                    .filter(authorizer -> "REQUEST".equals(authorizer.authorizerTypeAsString()))
                    .map(authorizer -> orEmpty(authorizer.name()))
                    .toList();
            return new MappedApi(
                    place.apiId(),
                    place.stage(),
                    orEmpty(api.protocolTypeAsString()),
                    orEmpty(api.name()),
                    orIpv4(api.ipAddressTypeAsString()),
                    !Boolean.TRUE.equals(api.disableExecuteApiEndpoint()),
                    null,
                    null,
                    stage.map(it -> it.accessLogSettings())
                            .map(it -> it.format())
                            .orElse(null),
                    authorizers);
        }

        private MappedApi ofV1(Place place, GetRestApiResponse api) {
            String path = "/restapis/" + place.apiId();
            var stage = read(
                    "stage " + place.stage() + " of REST API " + place.apiId(),
                    permission(path + "/stages/" + place.stage()),
                    () -> calls.found(
                                    target,
                                    () -> v1.getStage(
                                            r -> r.restApiId(place.apiId()).stageName(place.stage())))
                            .orElse(null));
            List<String> authorizers = read(
                            "the authorizers of REST API " + place.apiId(),
                            permission(path + "/authorizers"),
                            () -> calls.pages(target, position -> {
                                var page = v1.getAuthorizers(r -> r.restApiId(place.apiId())
                                        .position(position)
                                        .limit(PAGE));
                                return new AwsCalls.Page<>(page.items(), page.position());
                            }))
                    .orElse(List.of())
                    .stream()
                    .filter(authorizer -> "REQUEST".equals(authorizer.typeAsString()))
                    .map(Authorizer::name)
                    .map(Survey::orEmpty)
                    .toList();
            return new MappedApi(
                    place.apiId(),
                    place.stage(),
                    "REST",
                    orEmpty(api.name()),
                    orIpv4(Optional.ofNullable(api.endpointConfiguration())
                            .map(EndpointConfiguration::ipAddressTypeAsString)
                            .orElse(null)),
                    !Boolean.TRUE.equals(api.disableExecuteApiEndpoint()),
                    Optional.ofNullable(api.policy())
                            .filter(policy -> !policy.isBlank())
                            .map(Survey::unescaped)
                            .orElse(null),
                    stage.map(it -> it.webAclArn()).orElse(null),
                    stage.map(it -> it.accessLogSettings())
                            .map(AccessLogSettings::format)
                            .orElse(null),
                    authorizers);
        }

        /** What was read; empty where it is not there, or may not be read, which is kept in mind. */
        private <T> Optional<T> read(String what, String permission, Reading<T> reading) {
            try {
                return Optional.ofNullable(reading.read());
            } catch (GatewayFailure e) {
                if (e.kind() != Kind.DENIED) {
                    throw e;
                }
                unread.add(new Unread(what, permission, e.code()));
                return Optional.empty();
            }
        }

        /** The one call here that has an action of its own, of resources with the account in their ARNs. */
        private String toListRulesOf(ObservedDomain domain) {
            return "apigateway:ListRoutingRules on arn:" + Partition.of(domain.region()) + ":apigateway:"
                    + domain.region() + ":" + domain.account() + ":/domainnames/"
                    + domain.name().value() + "/routingrules/*";
        }

        private String permission(String path) {
            return "apigateway:GET on " + DomainView.arn(target, path);
        }

        /** API Gateway hands out a policy as the inside of a JSON string. */
        private static String unescaped(String policy) {
            try {
                return policy.startsWith("{\\") ? JSON.readValue('"' + policy + '"', String.class) : policy;
            } catch (JsonProcessingException e) {
                // Whoever judges it says that it is none.
                return policy;
            }
        }

        private static String orIpv4(@Nullable String type) {
            return type == null ? "ipv4" : type;
        }

        private static String orEmpty(@Nullable String value) {
            return value == null ? "" : value;
        }
    }

    @FunctionalInterface
    private interface Reading<T> {
        @Nullable
        T read();
    }
}
