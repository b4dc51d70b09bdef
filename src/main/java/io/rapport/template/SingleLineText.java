package io.rapport.template;

import java.util.regex.Pattern;

/**
 * Text of one line, such as a subject or an SMS: nothing in it may begin another line or header, hide, or turn the
 * letters around.
 */
final class SingleLineText {

    private static final Pattern BREAKS = Pattern.compile("[\\s\\u0085\\u2028\\u2029]+");

    /** Control and invisible format characters; not the two joiners, which are part of emoji, Persian and Hindi. */
    private static final Pattern DECEIVING = Pattern.compile("[\\p{Cc}[\\p{Cf}&&[^\\u200c\\u200d]]]");

    private SingleLineText() {}

    static String clean(String rendered) {
        String oneLine = BREAKS.matcher(rendered).replaceAll(" ");
        return DECEIVING.matcher(oneLine).replaceAll("").strip();
    }
}
