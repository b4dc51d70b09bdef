package io.rapport.testing;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The browser of the machine, for tests that look at pages. */
public final class Chromium {

    private Chromium() {}

    /** Playwright without the browsers that it would bring. */
    public static Playwright playwright() {
        return Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    }

    /** Starts the machine's Chromium; without one the test is skipped, or fails where a browser is required. */
    public static Browser launch(Playwright playwright) {
        Optional<Path> chromium = path();
        if (chromium.isEmpty() && "required".equals(System.getenv("RAPPORT_BROWSER"))) {
            throw new AssertionError("this run needs Chromium on the PATH");
        }
        Assumptions.assumeTrue(
                chromium.isPresent(), "skipped: no Chromium on the PATH; install it to run the browser test");
        return playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(chromium.get())
                        .setArgs(List.of("--no-sandbox", "--disable-gpu")));
    }

    private static Optional<Path> path() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(part -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(part, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
