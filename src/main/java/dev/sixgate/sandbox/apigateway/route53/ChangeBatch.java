package dev.sixgate.sandbox.apigateway.route53;

import dev.sixgate.sandbox.apigateway.wire.AwsError;
import dev.sixgate.sandbox.apigateway.zones.HostedZone;
import dev.sixgate.sandbox.apigateway.zones.Names;
import dev.sixgate.sandbox.apigateway.zones.RecordSet;
import dev.sixgate.sandbox.apigateway.zones.RecordSet.Alias;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/**
 * What ChangeResourceRecordSets asks for: all of it happens, or none.
 *
 * @see <a href="https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html">
 *     ChangeResourceRecordSets</a>
 */
record ChangeBatch(List<Change> changes) {

    /** @param action {@code CREATE}, {@code UPSERT} or {@code DELETE} */
    private record Change(String action, RecordSet set) {}

    /** @throws AwsError 400 if it is no batch of changes */
    static ChangeBatch read(byte[] body) {
        try {
            var factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
            var root = factory.newDocumentBuilder()
                    .parse(new ByteArrayInputStream(body))
                    .getDocumentElement();
            var changes = all(root, "Change").stream()
                    .map(change -> new Change(required(change, "Action"), set(change)))
                    .toList();
            if (changes.isEmpty()) {
                throw new AwsError(400, "InvalidInput", "There is no change in the batch");
            }
            return new ChangeBatch(changes);
        } catch (ParserConfigurationException | SAXException | IOException | IllegalArgumentException malformed) {
            throw new AwsError(400, "InvalidInput", "Invalid XML ; " + malformed.getMessage());
        }
    }

    /** @throws AwsError 400 InvalidChangeBatch if one of the changes cannot be made */
    HostedZone applied(HostedZone zone) {
        HostedZone result = zone;
        for (Change change : changes) {
            result = applied(result, change);
        }
        return result;
    }

    private static HostedZone applied(HostedZone zone, Change change) {
        RecordSet set = change.set();
        String named = "[name='" + Names.written(set.name()) + "', type='" + set.type() + "']";
        if (!Names.isWithin(set.name(), zone.name())) {
            throw invalid("RRSet with DNS name " + Names.written(set.name()) + " is not permitted in zone "
                    + Names.written(zone.name()));
        }
        var known = zone.find(set.name(), set.type(), set.setIdentifier());
        var sets = new ArrayList<>(zone.records());
        switch (change.action()) {
            case "CREATE" -> {
                if (known.isPresent()) {
                    throw invalid("Tried to create resource record set " + named + " but it already exists");
                }
            }
            case "UPSERT" -> known.ifPresent(sets::remove);
            case "DELETE" -> {
                if (known.filter(set::equals).isEmpty()) {
                    throw invalid("Tried to delete resource record set " + named
                            + " but it was not found, or the values provided do not match the current values");
                }
                sets.remove(set);
                return zone.with(sets);
            }
            default -> throw new AwsError(400, "InvalidInput", "Invalid action: " + change.action());
        }
        requireNoCnameBeside(set, sets);
        sets.add(set);
        return zone.with(sets);
    }

    private static void requireNoCnameBeside(RecordSet set, List<RecordSet> others) {
        boolean clash = others.stream()
                .filter(other -> other.name().equals(set.name()))
                .anyMatch(other -> !other.type().equals(set.type())
                        && (other.type().equals("CNAME") || set.type().equals("CNAME")));
        if (clash) {
            throw invalid(
                    "RRSet of type " + set.type() + " with DNS name " + Names.written(set.name())
                            + " is not permitted because a conflicting RRSet of another type with the same DNS name already exists");
        }
    }

    private static RecordSet set(Element change) {
        String ttl = text(change, "TTL");
        String weight = text(change, "Weight");
        var alias = all(change, "AliasTarget").stream()
                .map(target -> new Alias(
                        required(target, "HostedZoneId"),
                        required(target, "DNSName"),
                        Boolean.parseBoolean(text(target, "EvaluateTargetHealth"))))
                .findFirst();
        return new RecordSet(
                required(change, "Name"),
                required(change, "Type"),
                ttl == null ? null : Long.valueOf(ttl),
                all(change, "Value").stream().map(Element::getTextContent).toList(),
                alias.orElse(null),
                text(change, "SetIdentifier"),
                weight == null ? null : Long.valueOf(weight));
    }

    private static List<Element> all(Element within, String name) {
        var found = within.getElementsByTagName(name);
        return IntStream.range(0, found.getLength())
                .mapToObj(i -> (Element) found.item(i))
                .toList();
    }

    private static @Nullable String text(Element within, String name) {
        return all(within, name).stream()
                .map(Element::getTextContent)
                .map(String::strip)
                .findFirst()
                .orElse(null);
    }

    private static String required(Element within, String name) {
        String text = text(within, name);
        if (text == null || text.isEmpty()) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return text;
    }

    private static AwsError invalid(String message) {
        return new AwsError(400, "InvalidChangeBatch", "[" + message + "]");
    }
}
