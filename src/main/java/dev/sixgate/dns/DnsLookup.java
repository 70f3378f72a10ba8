package dev.sixgate.dns;

import dev.sixgate.dns.Resolvers.Unanswered;
import dev.sixgate.domainname.Dns.Live;
import dev.sixgate.domainname.Dns.Resolved;
import dev.sixgate.domainname.ObservedDomain;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Status;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionManager;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * What DNS answers now, by the configured resolvers. It may take as long as they do, and never happens within a transaction.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc2308">RFC 2308: no such name, and no such data</a>
 */
@ApplicationScoped
public class DnsLookup {
    /** A longer chain of CNAMEs leads nowhere. */
    private static final int LONGEST_CHAIN = 8;

    private final Resolvers resolvers;
    private final TransactionManager transactions;

    /** @throws IllegalArgumentException if the resolvers are configured wrongly */
    DnsLookup(DnsConfig config, TransactionManager transactions) {
        this.resolvers = Resolvers.of(config);
        this.transactions = transactions;
    }

    /** Makes the check happen at the start, not at the first query. */
    void checkAtStart(@Observes StartupEvent started) {}

    /**
     * What DNS answers of a domain's name and of the name that API Gateway gave it.
     *
     * @throws IllegalStateException if a transaction is active
     */
    public Live of(ObservedDomain domain) {
        String gateway = domain.apiGatewayDomainName();
        return new Live(resolve(domain.name().value()), gateway == null ? null : resolve(gateway));
    }

    /**
     * What DNS answers of a name.
     *
     * @throws IllegalStateException if a transaction is active
     */
    public Resolved resolve(String name) {
        requireNoTransaction();
        try {
            Name asked = Name.fromString(name, Name.root);
            Chain v4 = follow(asked, Type.A);
            Chain v6 = follow(asked, Type.AAAA);
            return v4.exists() || v6.exists()
                    ? Resolved.name(v4.found(), v6.found(), v4.cname() == null ? v6.cname() : v4.cname())
                    : Resolved.noName();
        } catch (Unanswered e) {
            return Resolved.unanswered(String.valueOf(e.getMessage()));
        } catch (TextParseException e) {
            return Resolved.unanswered("no name of DNS");
        }
    }

    /**
     * Where the search for records of one type ended.
     *
     * @param exists whether there is such a name at all
     * @param found whether there are records of that type
     * @param cname the last name on the way; null if there was no other than the one that was asked
     */
    private record Chain(
            boolean exists, boolean found, @Nullable String cname) {}

    /** A resolver that looks no further than its own zones leaves the rest of a chain to whoever asks. */
    private Chain follow(Name asked, int type) throws Unanswered {
        Name at = asked;
        for (int i = 0; i < LONGEST_CHAIN; i++) {
            Message answer = resolvers.ask(at, type);
            Name end = end(answer, at);
            boolean found = has(answer, end, type);
            boolean nothing = answer.getRcode() == Rcode.NXDOMAIN;
            if (found || nothing || end.equals(at)) {
                boolean exists = !nothing || !end.equals(asked);
                return new Chain(exists, found, end.equals(asked) ? null : written(end));
            }
            at = end;
        }
        return new Chain(true, false, written(at));
    }

    /** The last name of the CNAMEs in an answer that begin at this one. */
    private static Name end(Message answer, Name from) {
        Name at = from;
        for (int i = 0; i < LONGEST_CHAIN; i++) {
            Name next = next(answer, at);
            if (next == null) {
                break;
            }
            at = next;
        }
        return at;
    }

    private static @Nullable Name next(Message answer, Name at) {
        for (Record record : answer.getSection(Section.ANSWER)) {
            if (record instanceof CNAMERecord cname && cname.getName().equals(at)) {
                return Objects.requireNonNull(cname.getTarget());
            }
        }
        return null;
    }

    private static boolean has(Message answer, Name name, int type) {
        return answer.getSection(Section.ANSWER).stream()
                .anyMatch(record -> record.getType() == type && record.getName().equals(name));
    }

    private static String written(Name name) {
        return name.toString(true).toLowerCase(Locale.ROOT);
    }

    private void requireNoTransaction() {
        try {
            if (transactions.getStatus() != Status.STATUS_NO_TRANSACTION) {
                throw new IllegalStateException("DNS is never asked within a transaction: commit it first.");
            }
        } catch (SystemException e) {
            throw new IllegalStateException("Whether a transaction is active cannot be told.", e);
        }
    }
}
