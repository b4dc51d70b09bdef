package io.rapport.desk.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rapport.desk.ReaderLanguage;
import io.rapport.desk.WebAppLogin;
import io.rapport.language.Sentences;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The Tasklist's configuration, in the place of the file that comes with the web apps: in the language of who has logged
 * in, else in the browser's. The Tasklist itself would ask the browser alone.
 */
@RestController
class TasklistConfigController {

    private static final MediaType SCRIPT = MediaType.parseMediaType("text/javascript;charset=UTF-8");

    /**
     * The Tasklist keeps labels in the browser for as long as its own version stays the same and shows those first; where it
     * has none, it shows their keys until they are there. So they are put there before it begins, fresh.
     */
    private static final String FRESH_LABELS =
            """
            const language = config.rapport.language;
            const folder = `${document.querySelector('base').getAttribute('app-root')}/app/tasklist/locales/`;
            try {
              const answer = await fetch(`${folder}${language}.json`, { cache: 'no-cache' });
              const kept = JSON.parse(localStorage.getItem('camunda-web') || '{}');
              for (const key of Object.keys(kept)) if (key.includes('_locales_data_')) delete kept[key];
              if (answer.ok) kept[`${folder}_locales_data_${language}_${window.bust}`] = await answer.text();
              localStorage.setItem('camunda-web', JSON.stringify(kept));
            } catch (unavailable) {
              // without a store the Tasklist loads them itself
            }
            """;

    private static final List<String> SCRIPTS = List.of("custom/rapport-language", "custom/rapport-customer-card");

    private static final List<Map.Entry<String, String>> SHORTCUTS = List.of(
            Map.entry("claimTask", "ctrl+alt+c"),
            Map.entry("focusFilter", "ctrl+shift+f"),
            Map.entry("focusList", "ctrl+alt+l"),
            Map.entry("focusForm", "ctrl+alt+f"));

    private final WebAppLogin login;
    private final ReaderLanguage reader;
    private final ObjectMapper json;
    private final Sentences texts = DeskTexts.ALL;

    TasklistConfigController(WebAppLogin login, ReaderLanguage reader, ObjectMapper json) {
        this.login = login;
        this.reader = reader;
        this.json = json;
    }

    @GetMapping("/camunda/app/tasklist/scripts/config.js")
    ResponseEntity<String> config(HttpServletRequest request) throws JsonProcessingException {
        Locale locale = reader.of(login.of(request).orElse(null), request);
        String config = json.writeValueAsString(config(locale, region(locale, request.getLocale())));
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .contentType(SCRIPT)
                .body("const config = " + config + ";\n" + FRESH_LABELS + "export default config;\n");
    }

    /** Dates and amounts as in the reader's region, if the browser says one of the same language. */
    private static Locale region(Locale language, Locale browser) {
        return browser.getLanguage().equals(language.getLanguage()) ? browser : language;
    }

    private Map<String, Object> config(Locale locale, Locale region) {
        String language = locale.toLanguageTag();
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("app", Map.of("name", "Tasklist", "vendor", "Rapport"));
        // the only one that is there, so it is taken whatever the browser prefers, and dates speak it, too
        config.put("locales", Map.of("availableLocales", List.of(language), "fallbackLocale", language));
        config.put("disableWelcomeMessage", true);
        config.put("customScripts", SCRIPTS);
        config.put("shortcuts", shortcuts(locale));
        config.put(
                "rapport",
                Map.of(
                        "language", language,
                        "region", region.toLanguageTag(),
                        "card", texts.beginning("tasklist.card.", locale),
                        "english", texts.beginning("tasklist.literal.", Locale.ENGLISH),
                        "literals", texts.beginning("tasklist.literal.", locale)));
        return config;
    }

    private Map<String, Object> shortcuts(Locale locale) {
        Map<String, String> said = texts.beginning("tasklist.shortcut.", locale);
        Map<String, Object> shortcuts = new LinkedHashMap<>();
        SHORTCUTS.forEach(shortcut -> shortcuts.put(
                shortcut.getKey(),
                Map.of(
                        "key",
                        shortcut.getValue(),
                        "description",
                        said.getOrDefault(shortcut.getKey(), shortcut.getKey()))));
        return shortcuts;
    }
}
