package io.rapport.testing;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.ColorScheme;
import java.util.Map;

/**
 * What pages are read on. Each width, language and colour scheme of the pages is one of these; a page fits the widths of
 * both in either language ({@link Chromium#fits}).
 */
public enum Screen {
    /** At a desk, in English, light. */
    DESK(1280, "en-GB", ColorScheme.LIGHT),
    /** On a narrow phone, in Chinese, dark. */
    PHONE(360, "zh-CN", ColorScheme.DARK);

    static final int HEIGHT = 800;

    private final int width;
    private final String language;
    private final ColorScheme colours;

    Screen(int width, String language, ColorScheme colours) {
        this.width = width;
        this.language = language;
        this.colours = colours;
    }

    /** @return its width in CSS pixels */
    public int width() {
        return width;
    }

    /** @return the language that its browser asks for, such as {@code en-GB} */
    public String language() {
        return language;
    }

    /** @return what a browser on it is opened with, by somebody whom nobody knows */
    public Browser.NewContextOptions context() {
        return new Browser.NewContextOptions()
                .setViewportSize(width, HEIGHT)
                .setLocale(language)
                .setColorScheme(colours);
    }

    /**
     * @param login of one of the demo's people
     * @return what a browser on it is opened with, by them
     */
    public Browser.NewContextOptions context(String login) {
        return context().setExtraHTTPHeaders(Map.of("Authorization", OverHttp.basic(login)));
    }
}
