package io.rapport.contactpolicy;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names by which the tables ask whether a customer is in a segment: {@code segment_repeat_buyers} for the segment
 * {@code repeat-buyers}, since a hyphen is a minus in FEEL. Names of segments have no underscore, so each name is of one.
 */
public final class SegmentFact {

    private static final String PREFIX = "segment_";
    private static final Pattern NAMED = Pattern.compile("\\bsegment_[a-z0-9_]+\\b");

    private SegmentFact() {}

    /**
     * @param segment name of a segment
     * @return the fact's name in the tables
     */
    public static String of(String segment) {
        return PREFIX + segment.replace('-', '_');
    }

    /**
     * @param fact a name in the tables
     * @return the name of the segment that it asks for; null for another fact
     */
    public static String segment(String fact) {
        return fact.startsWith(PREFIX) ? fact.substring(PREFIX.length()).replace('_', '-') : null;
    }

    /**
     * @param text an expression or a condition
     * @return the facts about segments that it names
     */
    public static Set<String> in(String text) {
        Set<String> named = new TreeSet<>();
        Matcher fact = NAMED.matcher(text);
        while (fact.find()) {
            named.add(fact.group());
        }
        return named;
    }
}
