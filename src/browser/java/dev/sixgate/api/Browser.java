package dev.sixgate.api;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.restassured.RestAssured;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A Chromium, and what the tests of the pages do with it again and again. */
final class Browser implements AutoCloseable {
    static final int WIDE = 1_200;
    static final int PHONE = 390;
    static final int SMALLEST = 360;

    private static final Path SHOTS = Path.of("target/screenshots");
    private static final double PATIENCE_MILLIS = 15_000;

    private final Playwright playwright =
            Playwright.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    private final com.microsoft.playwright.Browser chromium = playwright
            .chromium()
            .launch(new BrowserType.LaunchOptions()
                    .setExecutablePath(Path.of(System.getProperty("chromium", "/usr/bin/chromium")))
                    .setArgs(List.of(
                            "--no-sandbox",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-sync")));

    static String address(String path) {
        return "http://localhost:" + RestAssured.port + path;
    }

    /** Somebody's own window, with cookies of its own. */
    Page window() {
        BrowserContext context = chromium.newContext(new com.microsoft.playwright.Browser.NewContextOptions()
                .setViewportSize(WIDE, 900)
                .setColorScheme(ColorScheme.LIGHT));
        context.setDefaultTimeout(PATIENCE_MILLIS);
        return context.newPage();
    }

    static void signIn(Page page, String person) {
        page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true)).fill(person);
        page.getByLabel("Password").fill("demo");
        button(page, "Sign in").click();
        page.getByRole(AriaRole.NAVIGATION).waitFor();
    }

    static com.microsoft.playwright.Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    /** Takes the page as it is in light and dark, wide and on a phone. */
    static void shoot(Page page, String name) {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
            for (int width : List.of(WIDE, PHONE)) {
                page.setViewportSize(width, 900);
                page.screenshot(new Page.ScreenshotOptions()
                        .setFullPage(true)
                        .setPath(SHOTS.resolve(
                                name + "-" + scheme.name().toLowerCase(java.util.Locale.ROOT) + "-" + width + ".png")));
            }
        }
        page.setViewportSize(WIDE, 900);
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
    }

    /** What axe-core finds serious on the page as it is, in light or dark. */
    @SuppressWarnings("unchecked")
    static List<String> barriers(Page page, ColorScheme scheme) {
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
        page.evaluate(axe());
        List<Object> found = (List<Object>) Objects.requireNonNull(page.evaluate("""
                async () => (await axe.run()).violations
                  .filter(({ impact }) => impact === "serious" || impact === "critical")
                  .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 120)} ${node.failureSummary}`))
                """));
        return found.stream().map(String::valueOf).toList();
    }

    private static String axe() {
        try (InputStream script = Browser.class.getResourceAsStream("/axe.min.js")) {
            return new String(Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By how many pixels the page is wider than the narrowest phone. */
    static int overhang(Page page) {
        page.setViewportSize(SMALLEST, 800);
        int wide = ((Number) page.evaluate("document.documentElement.scrollWidth")).intValue();
        page.setViewportSize(WIDE, 900);
        return wide - SMALLEST;
    }

    @Override
    public void close() {
        playwright.close();
    }
}
