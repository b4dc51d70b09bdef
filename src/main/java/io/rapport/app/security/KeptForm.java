package io.rapport.app.security;

import io.rapport.language.Sentences;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A form that was sent when the session had ended, or was another one's. What was written is kept in the login page and nowhere else, and can be
 * sent after the login.
 *
 * @param to the path that it was sent to
 * @param fields what was written, by name
 */
record KeptForm(String to, Map<String, List<String>> fields) {

    /** Where a request has it that was led to the login page. */
    static final String ATTRIBUTE = KeptForm.class.getName();

    /** What the names of its fields begin with in the login page. */
    private static final String PREFIX = "kept.";

    /** What the login page sends along that keeps a form; one without fields is a form, too. */
    private static final String MARK = "unsent";

    /** A form has a new one of these in each page. */
    private static final String TOKEN = "_csrf";

    /** Names a form, so that it counts once. */
    private static final String ID = "form";

    /** What a form had in its fields when it was opened, and not what was written. */
    private static final String SHOWN = "shown.";

    private static final Pattern ACTION = Pattern.compile("/customers/([^/?]+)/actions/([a-z]+)");

    /** How the forms of customers call their fields. */
    private static final Sentences LABELS = new Sentences("customers/actions");

    /** How other pages call themselves, and the fields of their forms. */
    private static final List<PageTexts> PAGES = List.of(
            new PageTexts("/customers/panel", new Sentences("customers/texts"), "page.panel"),
            new PageTexts("/customers/absences", new Sentences("customers/texts"), "page.absences"));

    /**
     * The texts of a page with forms.
     *
     * @param path of the page
     * @param texts that it is written in
     * @param title key of its title; with a dot behind it the keys of its fields begin
     */
    private record PageTexts(String path, Sentences texts, String title) {}

    private Optional<PageTexts> page() {
        return PAGES.stream().filter(page -> to.startsWith(page.path())).findFirst();
    }

    /** @return the form that a request sends; empty if it may not be led to after the login */
    static Optional<KeptForm> sentTo(HttpServletRequest request) {
        return LoginTarget.of(request.getRequestURI()).map(path -> new KeptForm(path, fields(request, "")));
    }

    /** @return the form that a login page has kept and sends along; empty if there is none */
    static Optional<KeptForm> in(HttpServletRequest login) {
        return login.getParameter(MARK) == null
                ? Optional.empty()
                : LoginTarget.of(login.getParameter("to")).map(path -> new KeptForm(path, fields(login, PREFIX)));
    }

    /** @return what it is and whom it is about, as its page has it; the path where that is none of a customer's */
    String about(Locale locale) {
        Matcher action = ACTION.matcher(to);
        return action.matches()
                ? SessionLogin.TEXTS.say(
                        "unsent.about",
                        locale,
                        LABELS.find(action.group(2) + ".title", locale).orElse(action.group(2)),
                        action.group(1))
                : page().map(page -> page.texts().say(page.title(), locale)).orElse(to);
    }

    /** @return what was written, by the names that staff read; what pages alone read is left out */
    Map<String, String> written(Locale locale) {
        Matcher action = ACTION.matcher(to);
        Map<String, String> written = new LinkedHashMap<>();
        fields.forEach((name, values) -> {
            String text = values.stream()
                    .map(value -> action.matches()
                            ? LABELS.find(action.group(2) + "." + name + "." + value, locale)
                                    .orElse(value)
                            : value)
                    .collect(Collectors.joining("\n"));
            if (!name.equals(ID) && !name.startsWith(SHOWN) && !text.isBlank()) {
                written.put(label(name, locale), text);
            }
        });
        return written;
    }

    private String label(String name, Locale locale) {
        return page().flatMap(page -> page.texts().find(page.title() + "." + name, locale))
                .or(() -> LABELS.find("field." + name, locale))
                .or(() -> LABELS.find(name, locale))
                .orElse(name);
    }

    private static Map<String, List<String>> fields(HttpServletRequest request, String prefix) {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        request.getParameterMap().forEach((name, values) -> {
            if (name.startsWith(prefix) && !name.equals(TOKEN)) {
                fields.put(
                        name.substring(prefix.length()), Arrays.stream(values).toList());
            }
        });
        return fields;
    }
}
