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
import dev.sixgate.rollout.RolloutFixtures;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A fleet, moved by people with browsers: from the Domains page to a finished rollout. */
@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class RolloutPagesIT {
    private static final int FLEET = 30;

    private static final String POLICIES = """
            version: 1
            groups:
              network: {}
            rules:
              - name: network-approves
                require: [{group: network, approvals: 1}]
            """;

    private static final Map<String, Object> REFUSED =
            Map.of("status", 400, "type", "BadRequestException", "message", "The certificate is not usable");

    private static Browser browser;

    @Inject
    ApiWorld world;

    @Inject
    ChangeFixtures stories;

    @Inject
    RolloutFixtures rollouts;

    @Inject
    TestPolicies policies;

    private String fleet = "";
    private List<String> domains = List.of();

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
        fleet = "fleet-" + UUID.randomUUID().toString().substring(0, 8) + ".example.com";
        domains = IntStream.range(0, FLEET)
                .mapToObj(n -> "d%02d.%s".formatted(n, fleet))
                .toList();
        world.domains(domains.toArray(String[]::new));
        for (String person : List.of("ria", "nora", "otto")) {
            ApiWorld.as(person).get("/me").then().statusCode(200);
        }
    }

    @AfterEach
    void end() {
        stories.withoutFaults();
        stories.park();
        policies.reset();
    }

    @Test
    void aFleetIsStoppedByItsSecondFailureAndResumed() {
        List<String> faults = new ArrayList<>();
        Page ria = at("/#/domains?q=" + fleet, "ria");
        button(ria, "Choose all that are shown").click();
        assertThat(ria.locator(".chosen")).containsText("30 domains chosen");
        look(ria, "domains-chosen", faults);
        button(ria, "Make a rollout").click();
        ria.getByLabel("Reason").fill("IPv6 for the whole fleet");
        ria.getByLabel("Waves").fill("2, 50%, rest");
        ria.getByLabel("Minutes to look at each wave").fill("0");
        ria.getByLabel("Failures that are borne").fill("1");
        button(ria, "Check first").click();
        assertThat(ria.locator(".notice")).containsText("30 domains would change");
        look(ria, "rollout-asked", faults);
        button(ria, "Ask for the rollout").click();
        ria.waitForURL("**/#/rollouts/*");
        assertThat(ria.locator(".headline")).containsText("Waiting for approval");
        String id = ria.url().substring(ria.url().lastIndexOf('/') + 1);

        Page nora = at("/#/", "nora");
        nora.locator("a[href='#/rollouts/" + id + "']").click();
        heading(nora, "Your decision").waitFor();
        look(nora, "rollout-decide", faults);
        for (Locator tick : nora.locator("section:has-text('Your decision') fieldset:not(details fieldset) input")
                .all()) {
            tick.check();
        }
        button(nora, "Approve").click();
        assertThat(nora.locator(".headline")).containsText("30 approved");

        stories.fault(domains.get(3), "error", REFUSED);
        stories.fault(domains.get(7), "error", REFUSED);
        rollouts.runTurns(12);
        assertThat(ria.locator(".problem-title")).containsText("Stopped by itself");
        assertThat(ria.locator(".headline")).containsText("2 failed");
        look(ria, "rollout-stopped", faults);
        assertThat(stories.updatesSent(domains.get(20))).isEmpty();

        Page otto = at("/#/rollouts/" + id, "otto");
        otto.getByLabel("Why").fill("Both certificates are known");
        button(otto, "Resume").click();
        assertThat(otto.locator(".headline")).containsText("Running");
        rollouts.runTurns(24);
        assertThat(otto.locator(".headline")).containsText("Completed");
        assertThat(otto.locator(".headline")).containsText("28 applied, 2 failed");
        assertThat(otto.locator(".timeline")).containsText("Both certificates are known");
        look(otto, "rollout-completed", faults);
        otto.navigate(address("/#/rollouts"));
        heading(otto, "Rollouts").first().waitFor();
        look(otto, "rollouts", faults);

        assertThat(faults).isEmpty();
    }

    @Test
    void oneClickPausesAndWhatIsMarkupIsText() {
        RolloutFixtures.Story story = rollouts.approved(
                domains.subList(0, 3), Map.of("reason", "<img src=x onerror=document.title='owned'>"));
        rollouts.run();
        Page otto = at("/#" + story.href(), "otto");
        assertThat(otto.locator(".lead")).hasText("<img src=x onerror=document.title='owned'>");

        button(otto, "Pause").click();

        assertThat(otto.locator(".headline")).containsText("Paused");
        assertThat(otto.title()).startsWith("Rollout");
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
