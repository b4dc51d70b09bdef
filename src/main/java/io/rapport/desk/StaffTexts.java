package io.rapport.desk;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The texts of a {@code staff.yaml} by language: each must be there in English, and is missed where others have more. */
final class StaffTexts {

    private static final int LONGEST_TITLE = 80;
    private static final Set<String> LANGUAGES = Set.of(Locale.getISOLanguages());

    private final StaffFindings findings;
    private final Map<String, Integer> titleLines = new LinkedHashMap<>();
    private final Map<String, Set<String>> titleLanguages = new LinkedHashMap<>();

    StaffTexts(StaffFindings findings) {
        this.findings = findings;
    }

    /** @return by language what a queue, a group or a skill is called */
    Map<String, String> titles(StaffSection titled) {
        StaffSection title = titled.section("title");
        Map<String, String> titles = texts(title, LONGEST_TITLE);
        if (!titles.containsKey(StaffQueue.ENGLISH) && title.isWellFormed()) {
            titled.error("it has no English title", "write title: {en: …}, and the other languages of staff beside it");
        }
        titleLines.put(title.path(), title.line());
        titleLanguages.put(title.path(), titles.keySet());
        return titles;
    }

    /** @return by language what the section says, as far as it is right */
    Map<String, String> texts(StaffSection texts, int longest) {
        Map<String, String> read = new LinkedHashMap<>();
        for (String language : texts.keys()) {
            if (!isLanguage(language)) {
                texts.error("'" + language + "' is no language", "write its code, such as en or zh");
            }
            String text = texts.text(language);
            if (text == null) {
                texts.error("the text in '" + language + "' is empty", "write it, or leave the language out");
            } else if (text.length() > longest) {
                texts.error(
                        "the text in '" + language + "' has " + text.length() + " characters",
                        "shorten it to " + longest);
            } else {
                read.put(language, text);
            }
        }
        return read;
    }

    static boolean isLanguage(String tag) {
        Locale locale = Locale.forLanguageTag(tag);
        return LANGUAGES.contains(locale.getLanguage())
                && locale.toLanguageTag().equals(tag);
    }

    /** A text that is missing in a language that the file has elsewhere is read in English. */
    void missingLanguages() {
        Set<String> known = new TreeSet<>();
        titleLanguages.values().forEach(known::addAll);
        titleLanguages.forEach((path, languages) -> known.stream()
                .filter(language -> !languages.contains(language))
                .filter(language -> !language.equals(StaffQueue.ENGLISH))
                .forEach(language -> findings.warning(
                        titleLines.get(path),
                        path,
                        "it is not written in '" + language + "', so its readers see English",
                        "add " + language + ": …")));
    }

    /** @return whether any title is in a reader's language; English always is */
    boolean isWritten(Locale reader) {
        return reader.getLanguage().equals(StaffQueue.ENGLISH)
                || titleLanguages.values().stream().flatMap(Set::stream).anyMatch(tag -> Locale.forLanguageTag(tag)
                        .getLanguage()
                        .equals(reader.getLanguage()));
    }
}
