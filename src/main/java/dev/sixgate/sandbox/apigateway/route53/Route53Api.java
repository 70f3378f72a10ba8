package dev.sixgate.sandbox.apigateway.route53;

import dev.sixgate.sandbox.apigateway.account.Caller;
import dev.sixgate.sandbox.apigateway.api.Call;
import dev.sixgate.sandbox.apigateway.api.Route;
import dev.sixgate.sandbox.apigateway.wire.Answer;
import dev.sixgate.sandbox.apigateway.wire.AwsError;
import dev.sixgate.sandbox.apigateway.world.World;
import dev.sixgate.sandbox.apigateway.zones.HostedZone;
import dev.sixgate.sandbox.apigateway.zones.Names;
import dev.sixgate.sandbox.apigateway.zones.RecordSet;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Hosted zones by name, their record sets, and changes of these.
 *
 * @see <a href="https://docs.aws.amazon.com/Route53/latest/APIReference/API_Operations_Amazon_Route_53.html">Route 53</a>
 */
public final class Route53Api {
    /** The first segment of every path. */
    public static final String VERSION = "2013-04-01";

    private static final int MOST_ZONES = 100;
    private static final int MOST_RECORDS = 300;

    private final World world;

    public Route53Api(World world) {
        this.world = world;
    }

    /** The operations that there are. */
    public List<Route> routes() {
        return List.of(
                new Route("GET", List.of(VERSION, "hostedzonesbyname"), "ListHostedZonesByName", this::zonesByName),
                new Route("GET", List.of(VERSION, "hostedzone"), "ListHostedZones", this::zones),
                new Route("GET", List.of(VERSION, "hostedzone", "{id}"), "GetHostedZone", this::zone),
                new Route(
                        "GET",
                        List.of(VERSION, "hostedzone", "{id}", "rrset"),
                        "ListResourceRecordSets",
                        this::records),
                new Route(
                        "POST",
                        List.of(VERSION, "hostedzone", "{id}", "rrset"),
                        "ChangeResourceRecordSets",
                        this::change),
                // The AWS CLI ends this one path with a slash.
                new Route(
                        "POST",
                        List.of(VERSION, "hostedzone", "{id}", "rrset", "{slash+}"),
                        "ChangeResourceRecordSets",
                        this::change),
                new Route("GET", List.of(VERSION, "change", "{id}"), "GetChange", this::inSync));
    }

    private Answer zonesByName(Call call) {
        String from = call.request().parameter("dnsname");
        String fromId = call.request().parameter("hostedzoneid");
        int most = most(call, MOST_ZONES);
        List<HostedZone> rest = world.zones().in(call.caller().account()).stream()
                .filter(zone -> from == null || isAtOrAfter(zone, Names.kept(from), fromId))
                .toList();
        HostedZone next = rest.size() > most ? rest.get(most) : null;
        return Route53Xml.ok(
                "ListHostedZonesByNameResponse",
                "<HostedZones>"
                        + rest.stream().limit(most).map(Route53Xml::of).collect(Collectors.joining())
                        + "</HostedZones>"
                        + Route53Xml.element("DNSName", from == null ? null : Names.written(Names.kept(from)))
                        + Route53Xml.element("HostedZoneId", fromId)
                        + Route53Xml.element("IsTruncated", next != null)
                        + Route53Xml.element("NextDNSName", next == null ? null : Names.written(next.name()))
                        + Route53Xml.element("NextHostedZoneId", next == null ? null : next.id())
                        + Route53Xml.element("MaxItems", most));
    }

    private static boolean isAtOrAfter(HostedZone zone, String name, @Nullable String id) {
        int order = Names.order(zone.name()).compareTo(Names.order(name));
        return order > 0 || order == 0 && (id == null || zone.id().compareTo(id) >= 0);
    }

    private Answer zones(Call call) {
        String marker = call.request().parameter("marker");
        int most = most(call, MOST_ZONES);
        List<HostedZone> rest = world.zones().in(call.caller().account()).stream()
                .sorted(Comparator.comparing(HostedZone::id))
                .filter(zone -> marker == null || zone.id().compareTo(marker) >= 0)
                .toList();
        return Route53Xml.ok(
                "ListHostedZonesResponse",
                "<HostedZones>"
                        + rest.stream().limit(most).map(Route53Xml::of).collect(Collectors.joining())
                        + "</HostedZones>"
                        + Route53Xml.element("Marker", marker == null ? "" : marker)
                        + Route53Xml.element("IsTruncated", rest.size() > most)
                        + Route53Xml.element(
                                "NextMarker",
                                rest.size() > most ? rest.get(most).id() : null)
                        + Route53Xml.element("MaxItems", most));
    }

    private Answer zone(Call call) {
        return Route53Xml.ok(
                "GetHostedZoneResponse",
                Route53Xml.of(require(call))
                        + "<DelegationSet><NameServers><NameServer>ns-1.awsdns-00.com</NameServer></NameServers></DelegationSet>");
    }

    private Answer records(Call call) {
        HostedZone zone = require(call);
        String name = call.request().parameter("name");
        String type = call.request().parameter("type");
        String identifier = call.request().parameter("identifier");
        if (type != null && name == null || identifier != null && type == null) {
            throw new AwsError(400, "InvalidInput", "A start type needs a start name, and a start identifier both.");
        }
        int most = most(call, MOST_RECORDS);
        String start = name == null
                ? ""
                : Names.order(Names.kept(name))
                        + (type == null ? "" : " " + type + " " + Objects.requireNonNullElse(identifier, ""));
        List<RecordSet> rest = zone.records().stream()
                .filter(set -> set.key().compareTo(start) >= 0)
                .toList();
        RecordSet next = rest.size() > most ? rest.get(most) : null;
        return Route53Xml.ok(
                "ListResourceRecordSetsResponse",
                "<ResourceRecordSets>"
                        + rest.stream().limit(most).map(Route53Xml::of).collect(Collectors.joining())
                        + "</ResourceRecordSets>"
                        + Route53Xml.element("IsTruncated", next != null)
                        + Route53Xml.element("NextRecordName", next == null ? null : Names.written(next.name()))
                        + Route53Xml.element("NextRecordType", next == null ? null : next.type())
                        + Route53Xml.element("NextRecordIdentifier", next == null ? null : next.setIdentifier())
                        + Route53Xml.element("MaxItems", most));
    }

    private Answer change(Call call) {
        HostedZone zone = require(call);
        world.zones().put(ChangeBatch.read(call.request().body()).applied(zone));
        return Route53Xml.ok(
                "ChangeResourceRecordSetsResponse", changeInfo("C" + world.ids().base36(13), "PENDING"));
    }

    private Answer inSync(Call call) {
        return Route53Xml.ok("GetChangeResponse", changeInfo(variable(call), "INSYNC"));
    }

    private String changeInfo(String id, String status) {
        return "<ChangeInfo>"
                + Route53Xml.element("Id", "/change/" + id)
                + Route53Xml.element("Status", status)
                + Route53Xml.element(
                        "SubmittedAt",
                        world.now().truncatedTo(ChronoUnit.MILLIS).toString())
                + "</ChangeInfo>";
    }

    private HostedZone require(Call call) {
        Caller caller = call.caller();
        String id = variable(call);
        return world.zones()
                .find(caller.account(), id)
                .orElseThrow(() -> new AwsError(404, "NoSuchHostedZone", "No hosted zone found with ID: " + id));
    }

    private static String variable(Call call) {
        return Objects.requireNonNull(call.variables().get("id"));
    }

    /** A number above the most there can be is cut, not refused. */
    private static int most(Call call, int all) {
        String asked = call.request().parameter("maxitems");
        if (asked == null) {
            return all;
        }
        if (!asked.matches("[1-9][0-9]{0,8}")) {
            throw new AwsError(400, "InvalidInput", "Invalid maximum number of items: " + asked);
        }
        return Math.min(Integer.parseInt(asked), all);
    }
}
