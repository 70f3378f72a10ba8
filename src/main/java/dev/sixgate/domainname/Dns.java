package dev.sixgate.domainname;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sixgate.domainname.Surroundings.Unread;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a domain's name leads: what Route 53 has been told, and what DNS answers. Addresses are not kept, as they change by
 * themselves.
 *
 * @param zones the hosted zones of the domain's own account that are nearest to its name, with the record sets of exactly that
 *     name; the public ones first. The zone may as well be in another account, or no Route 53 zone at all
 * @param unread which zones could not be read, and why
 * @param live what DNS answered; null where nobody has asked
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Dns(
        List<Zone> zones, List<Unread> unread, @Nullable Live live) {

    /** Who a hosted zone answers. */
    public enum Visibility {
        PUBLIC,
        /** Within its VPCs alone. */
        PRIVATE
    }

    /**
     * A hosted zone.
     *
     * @param name without a trailing dot
     */
    public record Zone(String id, String name, Visibility visibility, List<RecordSet> records) {
        public Zone {
            records = List.copyOf(records);
        }
    }

    /**
     * The records of the domain's name and of one type.
     *
     * @param type {@code A}, {@code AAAA} or {@code CNAME}
     * @param leadsTo the name of the alias target, or the CNAME's, without a trailing dot; null where it has addresses of its own
     * @param routed whether it is one of several that share the traffic
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record RecordSet(String type, @Nullable String leadsTo, boolean routed) {}

    /**
     * What DNS answered of the domain's name, and of the name that API Gateway gave it.
     *
     * @param apiGateway null where AWS does not say that name
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Live(Resolved domain, @Nullable Resolved apiGateway) {}

    /**
     * What DNS answered of one name.
     *
     * @param ipv4 whether there are A records in the end
     * @param ipv6 whether there are AAAA records in the end
     * @param cname the last name of a chain of CNAMEs, without a trailing dot; null where there is none
     * @param failure why nobody knows, in the resolver's words; null where somebody answered
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Resolved(
            Answer answer,
            boolean ipv4,
            boolean ipv6,
            @Nullable String cname,
            @Nullable String failure) {

        /** How DNS answered. */
        public enum Answer {
            /** There is such a name; it may have no addresses. */
            NAME,
            /** There is no such name: NXDOMAIN. */
            NO_NAME,
            /** No resolver answered, or none could: nothing is known. */
            NONE
        }

        /** Nobody answered. */
        public static Resolved unanswered(String why) {
            return new Resolved(Answer.NONE, false, false, null, why);
        }

        /** There is no such name. */
        public static Resolved noName() {
            return new Resolved(Answer.NO_NAME, false, false, null, null);
        }

        /** There is such a name, with addresses of these families. */
        public static Resolved name(boolean ipv4, boolean ipv6, @Nullable String cname) {
            return new Resolved(Answer.NAME, ipv4, ipv6, cname, null);
        }

        /** Whether anything is known. */
        public boolean answered() {
            return answer != Answer.NONE;
        }
    }

    public Dns {
        zones = List.copyOf(zones);
        unread = List.copyOf(unread);
    }

    /** The same with what DNS answered. */
    public Dns with(Live answered) {
        return new Dns(zones, unread, answered);
    }

    /** The zones of one kind. */
    public List<Zone> zones(Visibility visibility) {
        return zones.stream().filter(zone -> zone.visibility() == visibility).toList();
    }

    /** The record sets of the name in the zones of one kind. */
    public List<RecordSet> records(Visibility visibility) {
        return zones(visibility).stream()
                .flatMap(zone -> zone.records().stream())
                .toList();
    }
}
