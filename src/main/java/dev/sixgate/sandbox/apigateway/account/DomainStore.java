package dev.sixgate.sandbox.apigateway.account;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sixgate.sandbox.apigateway.wire.AwsError;
import dev.sixgate.sandbox.apigateway.wire.Json;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Every domain name of every account and Region. A public name exists once in the world; a private one may exist often. */
public final class DomainStore {
    private final Map<String, SimulatedDomain> domains = new TreeMap<>();
    private final InstantSource clock;

    /** A store without domain names, which sees their updates end by this clock. */
    public DomainStore(InstantSource clock) {
        this.clock = clock;
    }

    /** The account's domain names in one Region, by name. */
    public List<DomainRecord> in(String account, String region) {
        return all().filter(domain ->
                        domain.account().equals(account) && domain.region().equals(region))
                .toList();
    }

    /** All there are. */
    public Stream<DomainRecord> all() {
        var now = clock.instant();
        return domains.values().stream().map(domain -> domain.at(now));
    }

    /**
     * One domain name of the caller's account and Region.
     *
     * @param domainNameId must be given for a private one, and for no other
     * @throws AwsError 404 if there is none, also if it is another account's
     */
    public SimulatedDomain require(Caller caller, String domainName, @Nullable String domainNameId) {
        return find(domainName, domainNameId)
                .filter(domain -> {
                    var record = domain.at(clock.instant());
                    return record.account().equals(caller.account())
                            && record.region().equals(caller.region());
                })
                .orElseThrow(() -> AwsError.notFound("Invalid domain name identifier specified"));
    }

    /** A domain name of whatever account. */
    public Optional<SimulatedDomain> find(String domainName, @Nullable String domainNameId) {
        return Optional.ofNullable(domains.get(key(domainName, domainNameId)));
    }

    /** The domain name that an ARN names. */
    public Optional<DomainRecord> byArn(String arn) {
        return all().filter(domain -> domain.arn().equals(arn)).findFirst();
    }

    /**
     * Adds a domain name.
     *
     * @throws AwsError 400 if the name is taken, by whomever
     */
    public DomainRecord add(DomainRecord record) {
        if (domains.putIfAbsent(key(record.domainName(), record.domainNameId()), new SimulatedDomain(record)) != null) {
            throw AwsError.badRequest("The domain name you provided already exists.");
        }
        return record;
    }

    /** Takes a domain name away; false if there was none. */
    public boolean remove(String domainName, @Nullable String domainNameId) {
        return domains.remove(key(domainName, domainNameId)) != null;
    }

    /** Replaces members of a domain name behind the API's back. */
    public Optional<DomainRecord> edit(String domainName, @Nullable String domainNameId, ObjectNode changes) {
        Instant now = clock.instant();
        return find(domainName, domainNameId).map(domain -> domain.edit(changes, now));
    }

    /** Another certificate in the domain name's place, as if somebody else had renewed it meanwhile. */
    public void swapCertificate(String domainName, String certificateId) {
        all().filter(domain -> domain.domainName().equals(domainName))
                .findFirst()
                .ifPresent(domain -> {
                    var arn =
                            "arn:aws:acm:" + domain.region() + ":" + domain.account() + ":certificate/" + certificateId;
                    var changes = Json.object().put("certificateArn", arn);
                    find(domainName, domain.domainNameId()).ifPresent(found -> found.attach(changes, clock.instant()));
                });
    }

    /** Forgets all of them. */
    public void clear() {
        domains.clear();
    }

    private static String key(String domainName, @Nullable String domainNameId) {
        return domainNameId == null ? domainName : domainName + "+" + domainNameId;
    }
}
