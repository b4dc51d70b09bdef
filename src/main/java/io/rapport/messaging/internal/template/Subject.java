package io.rapport.messaging.internal.template;

import java.util.regex.Pattern;

/** The one line that a mail program shows first: nothing in it may start another header or turn the letters around. */
final class Subject {

    private static final Pattern BREAKS = Pattern.compile("[\\s\\u0085\\u2028\\u2029]+");

    /** Control characters, marks and overrides of direction, and invisible characters; not U+200D, which joins emoji. */
    private static final Pattern DECEIVING =
            Pattern.compile("[\\p{Cc}\\u00ad\\u061c\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]");

    private Subject() {}

    static String clean(String rendered) {
        String oneLine = BREAKS.matcher(rendered).replaceAll(" ");
        return DECEIVING.matcher(oneLine).replaceAll("").strip();
    }
}
