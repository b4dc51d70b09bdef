package io.rapport.segment;

import java.util.Locale;
import java.util.Map;

/**
 * A segment as the file says it.
 *
 * @param name such as {@code repeat-buyers}
 * @param titles by language; English always
 * @param condition who is in it
 * @param text the conditions as they are written, for people
 */
record SegmentDefinition(String name, Map<String, String> titles, SegmentCondition condition, String text) {

    static final String ENGLISH = "en";

    String title(Locale reader) {
        return titles.getOrDefault(reader.getLanguage(), titles.get(ENGLISH));
    }
}
