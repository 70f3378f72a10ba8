import dev.sixgate.client.ApiClient;
import dev.sixgate.client.ApiException;
import dev.sixgate.client.api.AuditApi;
import dev.sixgate.client.api.ChangesApi;
import dev.sixgate.client.api.DomainsApi;
import dev.sixgate.client.api.MeApi;
import dev.sixgate.client.model.AuditEntry;
import dev.sixgate.client.model.AuditEvent;
import dev.sixgate.client.model.Change;
import dev.sixgate.client.model.ChangeAnswer;
import dev.sixgate.client.model.ChangeAsked;
import dev.sixgate.client.model.ChangeStatus;
import dev.sixgate.client.model.Decision;
import dev.sixgate.client.model.IpAddressType;
import dev.sixgate.client.model.NothingToChange;
import dev.sixgate.client.model.Preview;
import dev.sixgate.client.model.Problem;
import dev.sixgate.client.model.ReviewAsked;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/** The main story, told by the generated client alone: a domain of the first run gets the IP address type that it has not. */
public final class Story {
    private static final String DOMAIN = "mtls.example.com";
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private Story() {}

    public static void main(String[] args) throws Exception {
        require("ria".equals(new MeApi(as("ria")).getMe().getSubject()), "Ria is signed in");
        DomainsApi domains = new DomainsApi(as("ria"));
        IpAddressType now = domains.getDomain(DOMAIN, null, null).getIpAddressType();
        IpAddressType wished = now == IpAddressType.IPV4 ? IpAddressType.DUALSTACK : IpAddressType.IPV4;

        ChangeAnswer preview = ask(domains, wished, true);
        require(preview.getActualInstance() instanceof Preview it && it.getStatus() == Preview.StatusEnum.VALID,
                "it can be asked for");
        ChangeAnswer nothing = ask(domains, now, false);
        require(nothing.getActualInstance() instanceof NothingToChange, "asking for what is there changes nothing");

        Change asked = ask(domains, wished, false).getChange();
        require(asked.getStatus() == ChangeStatus.PENDING_APPROVAL, "the change waits for approval");
        ReviewAsked approval = new ReviewAsked()
                .decision(Decision.APPROVE)
                .planDigest(asked.getPlan().getDigest())
                .comment("Told by the Java client");
        requireRefused(new ChangesApi(as("ria")), asked, approval);
        Change approved = new ChangesApi(as("nora")).reviewChange(asked.getId(), approval, null);
        require(approved.getApproval().getMet(), "Nora's approval is enough");

        ChangesApi changes = new ChangesApi(as("ria"));
        Instant last = Instant.now().plus(PATIENCE);
        Change change = approved;
        while (change.getStatus() != ChangeStatus.APPLIED) {
            if (Instant.now().isAfter(last) || change.getFailure() != null) {
                throw new IllegalStateException("The change is not applied: " + change);
            }
            Thread.sleep(500);
            change = changes.getChange(asked.getId(), null);
        }
        require(domains.getIpAddressType(DOMAIN, null, null).getIpAddressType() == wished, "the domain is " + wished);

        List<AuditEntry> entries = new AuditApi(as("ada"))
                .listAuditEvents(null, null, asked.getId(), null, null, null, 50, null, null, null)
                .getItems();
        entries.forEach(entry -> System.out.printf(
                "  %s %s %s by %s%n",
                entry.getEvent().getOccurredAt(),
                entry.getEvent().getAction(),
                entry.getEvent().getOutcome(),
                entry.getEvent().getActor().getSubject()));
        require(has(entries, "change.requested", AuditEvent.OutcomeEnum.SUCCESS, "ria"), "it is on record that Ria asked");
        require(has(entries, "request.refused", AuditEvent.OutcomeEnum.REFUSED, "ria"), "that she was refused");
        require(has(entries, "review.approve", AuditEvent.OutcomeEnum.SUCCESS, "nora"), "that Nora approved");
        require(has(entries, "change.applied", AuditEvent.OutcomeEnum.SUCCESS, "system:worker"), "that it was applied");
        System.out.println("Java: " + DOMAIN + " was " + now + " and is " + wished);
    }

    private static ApiClient as(String person) {
        String pair = Base64.getEncoder().encodeToString((person + ":demo").getBytes(StandardCharsets.UTF_8));
        ApiClient client = new ApiClient();
        client.updateBaseUri(URI.create(System.getenv("SIXGATE_URL")).toString());
        client.setRequestInterceptor(request -> request.header("Authorization", "Basic " + pair));
        return client;
    }

    private static ChangeAnswer ask(DomainsApi domains, IpAddressType type, boolean validateOnly) throws ApiException {
        ChangeAsked asked = new ChangeAsked()
                .ipAddressType(type)
                .reason("A story of the Java client")
                .reference("CHG-1234");
        return domains.changeIpAddressType(DOMAIN, asked, null, validateOnly, null, null, null);
    }

    private static void requireRefused(ChangesApi changes, Change change, ReviewAsked approval) throws Exception {
        try {
            changes.reviewChange(change.getId(), approval, null);
        } catch (ApiException e) {
            Problem problem = ApiClient.createDefaultObjectMapper().readValue(e.getResponseBody(), Problem.class);
            require(e.getCode() == 403 && problem.getType().endsWith("/self-approval-forbidden"), "Ria may not approve");
            return;
        }
        throw new IllegalStateException("Ria approved her own change");
    }

    private static boolean has(
            List<AuditEntry> entries, String action, AuditEvent.OutcomeEnum outcome, String subject) {
        return entries.stream()
                .map(AuditEntry::getEvent)
                .anyMatch(event -> event.getAction().equals(action)
                        && event.getOutcome() == outcome
                        && event.getActor().getSubject().equals(subject));
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException("It does not hold that " + what);
        }
        System.out.println("  " + what);
    }
}
