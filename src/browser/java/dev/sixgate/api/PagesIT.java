package dev.sixgate.api;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.sixgate.api.Browser.address;
import static dev.sixgate.api.Browser.button;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.sixgate.ChangeFixtures;
import dev.sixgate.TestPolicies;
import dev.sixgate.TestWorld;
import dev.sixgate.audit.seal.Sealing;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The pages, as somebody with a browser meets them. */
@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class PagesIT {
    private static final String POLICIES = """
            version: 1
            groups:
              network: {}
            windows:
              weekday-mornings: {cron: "0 8 * * MON-FRI", duration: 4h, zone: Europe/Berlin}
            freezes:
              - name: year-end
                from: 2026-12-20T00:00
                until: 2027-01-04T00:00
                zone: Europe/Berlin
                reason: The shop closes its books
                match: {tags: {env: [books]}}
              - name: stock-taking
                from: 2026-01-06T00:00
                until: 2026-01-17T00:00
                zone: Europe/Berlin
                reason: The warehouse counts
                match: {tags: {env: [books]}}
            rules:
              - name: network-approves
                require: [{group: network, approvals: 1}]
                checklist: required
              - name: mornings
                match: {tags: {env: [mornings]}}
                windows: [weekday-mornings]
                require: [{group: approvers, approvals: 2}]
            """;

    private static final String MARKUP = "<img src=x onerror=\"window.owned=1;document.title='owned'\">";

    private static Browser browser;

    @Inject
    ApiWorld world;

    @Inject
    ChangeFixtures stories;

    @Inject
    TestPolicies policies;

    @Inject
    Sealing sealing;

    private String domain = "";

    @BeforeAll
    static void open() {
        browser = new Browser();
    }

    @AfterAll
    static void close() {
        browser.close();
    }

    @BeforeEach
    void begin() {
        stories.freshWorld();
        policies.put(POLICIES);
        domain = "pages-" + UUID.randomUUID().toString().substring(0, 8) + ".example.com";
        world.domains(domain);
        for (String person : List.of("ria", "nora", "ned", "sam")) {
            ApiWorld.as(person).get("/me").then().statusCode(200);
        }
    }

    @AfterEach
    void end() {
        stories.park();
        policies.reset();
    }

    private static Page at(String path, String person) {
        Page page = browser.window();
        page.navigate(address(path));
        Browser.signIn(page, person);
        return page;
    }

    private static Locator heading(Page page, String name) {
        return page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(name));
    }

    /** Ria asks for dualstack; where her browser is then. */
    private Page asked(String reason) {
        Page ria = at("/#/domains?q=" + domain, "ria");
        button(ria, "Ask for dualstack on " + domain).click();
        ria.getByLabel("Reason").fill(reason);
        ria.getByLabel("Reference").fill("CHG-1234");
        button(ria, "Ask for dualstack").click();
        ria.waitForURL("**/#/changes/*");
        return ria;
    }

    private static String change(Page page) {
        return page.url().substring(page.url().lastIndexOf('/') + 1);
    }

    @Test
    void oneAsksAnotherApprovesAndBothSeeItBecomeApplied() {
        Page ria = asked("IPv6 for the mobile clients");
        assertThat(ria.locator(".headline")).containsText("Waiting for approval");
        assertThat(ria.locator(".reasons")).containsText("Approve");
        assertThat(button(ria, "Approve")).hasCount(0);
        String id = change(ria);

        Page nora = browser.window();
        nora.navigate(address("/c/" + id));
        Browser.signIn(nora, "nora");
        assertThat(nora.locator("h1")).containsText(domain);
        String digest =
                nora.locator("section:has-text('Your decision') .digest").textContent();
        assertThat(digest).isEqualTo(ApiWorld.as("ada").get("/changes/" + id).path("plan.digest"));
        for (Locator tick : nora.getByRole(AriaRole.CHECKBOX).all()) {
            tick.check();
        }
        nora.getByLabel("Comment").fill("The AAAA alias is there");
        button(nora, "Approve").click();
        assertThat(nora.locator(".headline")).containsText("Approved");
        world.apply("/changes/" + id);

        assertThat(nora.locator(".headline")).containsText("Applied");
        assertThat(ria.locator(".headline")).containsText("Applied");
        assertThat(ria.locator(".timeline")).containsText("The AAAA alias is there");
        assertThat(ria.locator(".timeline + *, .panel:has(.timeline)")).containsText("It has ended");
    }

    @Test
    void whatIsRefusedSaysWhyAndWhatToDo() {
        asked("IPv6 for the mobile clients");

        Page remy = at("/#/domains?q=" + domain, "remy");
        assertThat(remy.getByText("Open change")).hasCount(1);
        remy.navigate(address("/#/audit"));
        assertThat(remy.locator(".problem")).containsText("Your role does not allow this");
        assertThat(remy.locator(".problem")).containsText("What to do: Ask for the role");
    }

    @Test
    void anApprovalWithoutItsTicksIsRefusedAndNothingTypedIsLost() {
        String id = change(asked("IPv6 for the mobile clients"));
        Page nora = at("/c/" + id, "nora");
        nora.getByLabel("Comment").fill("Looks fine");

        button(nora, "Approve").click();

        assertThat(nora.locator(".problem")).containsText("What to do");
        assertThat(nora.getByLabel("Comment")).hasValue("Looks fine");
    }

    @Test
    void markupIsShownAsText() {
        Page ria = asked("<img src=x onerror=document.title='owned'><b>bold</b>");

        assertThat(ria.locator(".lead")).hasText("<img src=x onerror=document.title='owned'><b>bold</b>");
        assertThat(ria.locator(".timeline")).containsText("<b>bold</b>");
        assertThat(ria.locator("main img, main b")).hasCount(0);
        assertThat(ria).hasTitle("Change \u2013 Sixgate");
    }

    @Test
    void aSessionThatEndsIsTakenUpAgainWithoutLosingWhatWasTyped() {
        String id = change(asked("IPv6 for the mobile clients"));
        Page nora = at("/c/" + id, "nora");
        nora.getByLabel("Comment").fill("Ask the partner first");
        nora.context().clearCookies();

        button(nora, "Comment").click();
        assertThat(heading(nora, "Your session has ended")).isVisible();
        Browser.signIn(nora, "nora");

        assertThat(nora.locator(".timeline")).containsText("Ask the partner first");
        assertThat(ApiWorld.as("ada").get("/changes/" + id).<String>path("approval.reviews[0].comment"))
                .isEqualTo("Ask the partner first");
    }

    @Test
    void whoeverAsksAfterADayComesBackToWhatTheyTyped() {
        Page ria = at("/#/domains?q=" + domain, "ria");
        button(ria, "Ask for dualstack on " + domain).click();
        ria.getByLabel("Reason").fill("IPv6, typed yesterday");
        ria.context().clearCookies();

        button(ria, "Ask for dualstack").click();
        assertThat(heading(ria, "Your session has ended")).isVisible();
        assertThat(ria.getByLabel("Reason")).hasValue("IPv6, typed yesterday");
        Browser.signIn(ria, "ria");
        ria.waitForURL("**/#/changes/*");

        assertThat(ria.locator(".lead")).hasText("IPv6, typed yesterday");
    }

    @Test
    void markupInACommentIsShownAsTextEverywhere() throws Exception {
        String id = change(asked(MARKUP));
        Page nora = at("/", "nora");
        assertThat(nora.locator(".row", new Page.LocatorOptions().setHasText(domain)))
                .containsText(MARKUP);
        nora.navigate(address("/#/changes/" + id));
        nora.getByLabel("Comment").fill(MARKUP);
        button(nora, "Comment").click();
        assertThat(nora.locator(".timeline")).containsText("Review: comment");

        assertThat(nora.locator(".timeline")).containsText(MARKUP);
        assertThat(nora.locator("main img")).hasCount(0);
        sealing.run();
        Page ada = at("/#/audit?domain=" + domain, "ada");
        ada.locator("tbody tr").first().waitFor();
        ada.locator("tbody a").first().click();
        assertThat(ada.locator("pre").first()).containsText("onerror");
        assertThat(ada.locator("main img")).hasCount(0);
        assertThat(ada.evaluate("window.owned === undefined && document.title !== 'owned'"))
                .isEqualTo(true);
    }

    @Test
    void theDomainsAreCountedOverTimeAndFoundByTheirStack() {
        count(80, 9, 1);
        count(20, 6, 4);

        Page ria = at("/#/domains", "ria");

        assertThat(ria.locator("svg.area"))
                .hasAttribute("aria-label", Pattern.compile("From .*: dualstack from 1 of 10 to .*"));
        ria.getByText("As a table").click();
        assertThat(ria.locator("figure + details tbody tr").last()).containsText("9");
        ria.getByText("orders-prod", new Page.GetByTextOptions().setExact(true)).click();
        assertThat(ria.locator("table.cards tbody th")).hasText(new String[] {"stack.example.com"});
        ria.getByLabel("Changed outside").selectOption("1");
        assertThat(ria.getByText("No domain is like that.")).isVisible();
    }

    /** Puts a day into the census. */
    private void count(int daysAgo, int ipv4, int dualstack) {
        stories.sql("INSERT INTO domain_census (target, day, account, ipv4, dualstack) VALUES ('sandbox', '"
                + stories.now().atOffset(ZoneOffset.UTC).toLocalDate().minusDays(daysAgo) + "', '"
                + ChangeFixtures.ACCOUNT
                + "', " + ipv4 + ", " + dualstack + ") ON CONFLICT (target, day) DO UPDATE SET ipv4 = " + ipv4
                + ", dualstack = " + dualstack);
    }

    @Test
    void windowsAndFreezesAreDrawnForFourWeeksAndSaidInWords() {
        Page ria = at("/#/policies", "ria");

        Locator lanes = ria.locator(".lane svg");
        assertThat(lanes.first())
                .hasAttribute(
                        "aria-label", Pattern.compile("weekday-mornings: (19|20|21) times in these four weeks.*"));
        assertThat(ria.locator(".lane").first()).containsText("Europe/Berlin");
        ria.getByText("As a table").click();
        assertThat(ria.getByRole(AriaRole.TABLE).locator("tbody tr").first()).containsText("weekday-mornings");
    }

    @Test
    void whoSignsOutIsNobodyAndNoScriptCanReadTheSession() {
        Page ria = at("/", "ria");
        assertThat(heading(ria, "Inbox")).isVisible();
        assertThat((String)
                        ria.evaluate("document.cookie + JSON.stringify(localStorage) + JSON.stringify(sessionStorage)"))
                .isEqualTo("{}{}");

        button(ria, "Sign out").click();

        assertThat(heading(ria, "Sign in")).isVisible();
        assertThat(ria.context().cookies()).isEmpty();
    }

    @Test
    void everyPageCanBeUsedByEverybodyInLightAndDarkAndOnAPhone() throws Exception {
        List<String> faults = new ArrayList<>();
        Page nobody = browser.window();
        nobody.navigate(address("/"));
        heading(nobody, "Sign in").waitFor();
        look(nobody, "sign-in", faults);

        Page ria = asked("IPv6 for the mobile clients, whose carriers give them nothing else");
        String id = change(ria);
        ria.locator(".timeline li").first().waitFor();
        look(ria, "change-asked", faults);
        ria.navigate(address("/#/"));
        heading(ria, "Inbox").waitFor();
        look(ria, "inbox-ria", faults);
        count(60, 11, 0);
        count(33, 9, 2);
        count(12, 5, 6);
        ria.navigate(address("/#/domains"));
        heading(ria, "Domains").waitFor();
        ria.getByText("Ask for dualstack").first().click();
        ria.getByLabel("Reason").fill("IPv6");
        button(ria, "Check first").click();
        ria.locator("td .notice").waitFor();
        look(ria, "domains", faults);

        Page nora = at("/", "nora");
        nora.locator(".row").first().waitFor();
        look(nora, "inbox-nora", faults);
        nora.navigate(address("/#/changes/" + id));
        heading(nora, "Your decision").waitFor();
        nora.locator(".timeline li").first().waitFor();
        button(nora, "Reject").click();
        nora.locator(".problem").waitFor();
        look(nora, "change-decide", faults);
        ApiWorld.as("nora").get("/changes/" + id);
        List<String> items = ApiWorld.as("nora").get("/changes/" + id).path("plan.checklist.item");
        for (Locator tick : nora.getByRole(AriaRole.CHECKBOX).all()) {
            tick.check();
        }
        assertThat(items).isNotEmpty();
        button(nora, "Approve").click();
        assertThat(nora.locator(".headline")).containsText("Approved");
        world.apply("/changes/" + id);
        assertThat(nora.locator(".headline")).containsText("Applied");
        look(nora, "change-applied", faults);
        nora.navigate(address("/#/policies"));
        heading(nora, "Policies and windows").waitFor();
        nora.getByLabel("Domain").fill(domain);
        button(nora, "Try it").click();
        nora.locator(".notice").waitFor();
        look(nora, "policies", faults);
        nora.navigate(address("/#/audit"));
        nora.locator(".problem").waitFor();
        look(nora, "audit-refused", faults);

        sealing.run();
        Page ada = at("/#/audit?domain=" + domain, "ada");
        ada.locator("tbody tr").first().waitFor();
        button(ada, "Verify now").click();
        ada.getByText("The log holds").waitFor();
        look(ada, "audit", faults);
        ada.locator("tbody a").first().click();
        button(ada, "Show the proof").click();
        ada.locator("pre").first().waitFor();
        look(ada, "audit-event", faults);

        assertThat(faults).isEmpty();
    }

    private static void look(Page page, String name, List<String> faults) {
        Browser.shoot(page, name);
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            Browser.barriers(page, scheme).forEach(barrier -> faults.add(name + " " + scheme + " " + barrier));
        }
        if (Browser.overhang(page) > 0) {
            faults.add(name + " is wider than the narrowest phone by " + Browser.overhang(page));
        }
    }
}
