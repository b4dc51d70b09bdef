package io.rapport.desk;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Short texts by language. */
final class Titles {

    private Titles() {}

    /** @return the same, English first, so that it does not matter in which order a file has them */
    static Map<String, String> ordered(Map<String, String> texts) {
        Map<String, String> ordered = new LinkedHashMap<>();
        if (texts.containsKey(StaffQueue.ENGLISH)) {
            ordered.put(StaffQueue.ENGLISH, texts.get(StaffQueue.ENGLISH));
        }
        texts.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(text -> ordered.putIfAbsent(text.getKey(), text.getValue()));
        return Collections.unmodifiableMap(ordered);
    }

    /** @return the text for who reads a language: of the very tag, of its language, or the English one */
    static Optional<String> in(Map<String, String> texts, Locale reader) {
        String exact = texts.get(reader.toLanguageTag());
        String near = exact == null ? texts.get(reader.getLanguage()) : exact;
        return Optional.ofNullable(near == null ? texts.get(StaffQueue.ENGLISH) : near);
    }
}
