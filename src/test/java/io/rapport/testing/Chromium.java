package io.rapport.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.TimeoutError;
import com.microsoft.playwright.options.LoadState;
import com.microsoft.playwright.options.ViewportSize;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The browser of the machine, for tests that read pages: one a test run, started when a test first asks for it. What a test
 * opened in it and did not close goes after the class. Without a Chromium the test is skipped, or fails where a browser is
 * required. Registered as an extension in a static field.
 */
public final class Chromium implements AfterAllCallback {

    /** A page may be slow on a busy machine. */
    private static final double PATIENCE = 60_000;

    /** Playwright is used by the thread of the tests alone, and ends with their process. */
    private static final class Running {

        static final Browser BROWSER = start();

        private static Browser start() {
            Playwright playwright = Playwright.create(
                    // without the browsers that it would bring
                    new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
            Runtime.getRuntime().addShutdownHook(new Thread(playwright::close, "stop-browser"));
            return playwright
                    .chromium()
                    .launch(new BrowserType.LaunchOptions()
                            .setExecutablePath(path())
                            .setArgs(List.of("--no-sandbox", "--disable-gpu")));
        }
    }

    private boolean used;

    @Override
    public void afterAll(ExtensionContext tests) {
        if (used) {
            List.copyOf(Running.BROWSER.contexts()).forEach(BrowserContext::close);
            used = false;
        }
    }

    /** @return the browser, running */
    public Browser browser() {
        assumeThere();
        used = true;
        return Running.BROWSER;
    }

    /** @return a context of its own, whose pages are as patient as a busy machine asks for; ends with the class at the latest */
    public BrowserContext context(Browser.NewContextOptions options) {
        BrowserContext context = browser().newContext(options);
        context.setDefaultTimeout(PATIENCE);
        return context;
    }

    /** @return a new page in a context of its own; anyone who opens it closes it */
    public Page newPage(Browser.NewPageOptions options) {
        Page page = browser().newPage(options);
        page.setDefaultTimeout(PATIENCE);
        return page;
    }

    /**
     * Logs somebody of the demo in to the Tasklist. Its form is there before all of its scripts are, and may lose what was
     * typed until then: that is typed again, as a person would.
     */
    public static void logIn(Page page, String user) {
        Locator password = page.locator("input[type=password]");
        password.waitFor();
        page.waitForLoadState(LoadState.NETWORKIDLE);
        for (int tries = 1; ; tries++) {
            page.locator("input[type=text]").first().fill(user);
            password.fill("demo");
            page.locator("button[type=submit]").first().click();
            try {
                password.waitFor(new Locator.WaitForOptions()
                        .setState(WaitForSelectorState.DETACHED)
                        .setTimeout(PATIENCE / 3));
                return;
            } catch (TimeoutError e) {
                if (tries == 3) {
                    throw e;
                }
            }
        }
    }

    /**
     * Asserts that a page, as it stands, needs no scrolling to the side on any {@link Screen}, nor has a table some of whose
     * columns are out of sight; waits until it is there with its styles.
     */
    public static void fits(Page page) {
        page.waitForLoadState();
        onEachScreen(page, screen -> {
            assertThat(((Number) page.evaluate("document.documentElement.scrollWidth")).intValue())
                    .as("nothing stands out to the side, " + screen)
                    .isLessThanOrEqualTo(screen.width());
            assertThat((List<?>) page.evaluate(CUT_TABLES))
                    .as("tables with columns out of sight, " + screen)
                    .isEmpty();
        });
    }

    /**
     * Asserts that a page, as it stands, fits each {@link Screen}, and that everybody can use it on its own. With
     * {@code -Dscreenshots=docs/screenshots} pictures are taken.
     *
     * @param area the first part of the pictures' names, such as {@code customers}
     * @param what their last part, such as {@code found}; may be empty
     */
    public static void judge(Page page, String area, String what) {
        fits(page);
        isAccessible(page, area + " " + what);
        picture(page, area, what);
    }

    /**
     * With {@code -Dscreenshots=docs/screenshots} takes a picture of a page on each {@link Screen}, such as
     * {@code customers-desk-en-found.png}.
     */
    public static void picture(Page page, String area, String what) {
        String folder = System.getProperty("screenshots");
        if (folder == null) {
            return;
        }
        String language = ((String) page.evaluate("document.documentElement.lang")).substring(0, 2);
        onEachScreen(
                page,
                screen -> page.screenshot(new Page.ScreenshotOptions()
                        .setPath(Path.of(
                                folder,
                                area + "-" + screen.name().toLowerCase(Locale.ROOT) + "-" + language
                                        + (what.isEmpty() ? "" : "-" + what) + ".png"))
                        .setFullPage(true)));
    }

    /** Looks at a page, as it stands, on each {@link Screen}; it is as wide as before afterwards. */
    public static void onEachScreen(Page page, Consumer<Screen> look) {
        ViewportSize own = page.viewportSize();
        try {
            for (Screen screen : Screen.values()) {
                page.setViewportSize(screen.width(), own.height);
                look.accept(screen);
            }
        } finally {
            page.setViewportSize(own.width, own.height);
        }
    }

    /**
     * Of rows of a table and items of a list that have the same tags, classes and other attributes, and differ in what they
     * say and lead to alone, those after the third are left out: axe-core would find in each what it finds in the first.
     */
    /** The headings of each table of which a part shows by scrolling to the side alone. */
    private static final String CUT_TABLES =
            """
            [...document.querySelectorAll('table')].filter(table => {
              for (let box = table; box !== document.body; box = box.parentElement) {
                if (box.scrollWidth > box.clientWidth && getComputedStyle(box).overflowX !== 'visible') return true;
              }
              return false;
            }).map(table => table.querySelector('tr').innerText)""";

    private static final String FAULTS =
            """
            async () => {
              const met = new Map();
              for (const part of document.querySelectorAll('tbody > tr, li')) {
                const alike = met.get(part.parentElement) ?? new Map();
                met.set(part.parentElement, alike);
                const shape = part.outerHTML
                    .replace(/>[^<]*[^<\\s][^<]*(?=<)/g, '>text')
                    .replace(/ (id|for|href|value|datetime)="[^"]+"/g, '');
                alike.set(shape, (alike.get(shape) ?? 0) + 1);
                part.toggleAttribute('data-alike', alike.get(shape) > 3);
              }
              const found = await axe.run(
                  {exclude: [['[data-alike]']]}, {resultTypes: ['violations'], iframes: false, selectors: false});
              document.querySelectorAll('[data-alike]').forEach(part => part.removeAttribute('data-alike'));
              return found.violations.map(rule => rule.id + ': ' + rule.nodes.map(node => node.html));
            }""";

    private static final String AXE = AxeBuilder.getAxeScript();

    /**
     * Asserts that axe-core finds nothing that keeps anybody from using a page; pages within it are not judged. To bring it
     * half a megabyte of axe-core, and to compile that, costs more than to judge a small page: where a tab goes on to the
     * next page axe-core is there already, and compiled.
     */
    public static void isAccessible(Page page, String what) {
        if (Boolean.FALSE.equals(page.evaluate("'axe' in window"))) {
            page.addInitScript(AXE);
            page.evaluate("() => {" + AXE + "}");
        }
        assertThat((List<?>) page.evaluate(FAULTS)).as("axe-core, " + what).isEmpty();
    }

    private static void assumeThere() {
        boolean there = find().isPresent();
        if (!there && "required".equals(System.getenv("RAPPORT_BROWSER"))) {
            throw new AssertionError("this run needs Chromium on the PATH");
        }
        Assumptions.assumeTrue(there, "skipped: no Chromium on the PATH; install it to run the browser test");
    }

    private static Path path() {
        return find().orElseThrow();
    }

    /** The one without a window first: it costs a third of the processor time that the whole browser takes for a page. */
    private static Optional<Path> find() {
        List<Path> places = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(Path::of)
                .toList();
        return Stream.of("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
                .flatMap(name -> places.stream().map(place -> place.resolve(name)))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
