package io.rapport.app.operations;

import java.text.MessageFormat;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the contact policy decided by, in the reader's words. What there is no word for stands as it was stored.
 *
 * @param texts the page's words by key
 */
record PolicyInputTexts(Map<String, String> texts) {

    /** As {@code FrequencyCaps} writes it: {@code care 3 of 3 in 7 days}. */
    private static final Pattern COUNTED = Pattern.compile("(\\S+) (\\d+) of (\\d+) in (\\d+) days");

    /**
     * @param stored values by name
     * @return the same in words, in the same order
     */
    Map<String, String> of(Map<String, String> stored) {
        Map<String, String> words = new LinkedHashMap<>();
        stored.forEach((name, value) -> words.put(name(name), value(name, value)));
        return words;
    }

    private String name(String name) {
        return texts.getOrDefault("input." + name, texts.getOrDefault(name, name));
    }

    private String value(String name, String value) {
        if (value.equals("true")) {
            return texts.get("yes");
        }
        if (name.equals("counted")) {
            return Arrays.stream(value.split("; ")).map(this::counted).collect(Collectors.joining("; "));
        }
        return texts.getOrDefault("input." + name + "." + value, texts.getOrDefault(name + "." + value, value));
    }

    private String counted(String limit) {
        Matcher parts = COUNTED.matcher(limit);
        if (!parts.matches()) {
            return limit;
        }
        String of = parts.group(1).equals("total")
                ? texts.get("counted.total")
                : texts.getOrDefault("category." + parts.group(1), parts.group(1));
        return MessageFormat.format(texts.get("counted.format"), of, parts.group(2), parts.group(3), parts.group(4));
    }
}
