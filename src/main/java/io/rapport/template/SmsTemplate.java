package io.rapport.template;

import io.pebbletemplates.pebble.template.PebbleTemplate;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The short text of a message in one locale, for SMS.
 *
 * @param locale   the language it is written in
 * @param template its compiled template
 * @param source   the template, in which a failed variable is searched
 */
record SmsTemplate(Locale locale, PebbleTemplate template, String source) {

    /** A longer one is a mistake, or a customer's data that are none. */
    static final int MOST_SEGMENTS = 6;

    /** How people can opt out of SMS, where no link is given: "回T退订", "拒收请回复R", "STOP". */
    private static final Map<String, Pattern> OPT_OUT = Map.of(
            "zh",
            Pattern.compile("(退订|拒收)\\p{P}?(请|可)?(回复|发送|回)\\s*\\p{Alpha}+|(回复|发送|回)\\s*\\p{Alpha}+\\s*(退订|拒收)"),
            "en",
            Pattern.compile("\\bSTOP\\b"));

    /** @return what an author writes so that readers can opt out of the channel, for the fault that it is missing */
    static String optOutHint(Locale locale) {
        return locale.getLanguage().equals("zh")
                ? "end it with 拒收请回复R, or with {{ links.unsubscribe }}"
                : "end it with \"Reply STOP to end\", or with {{ links.unsubscribe }}";
    }

    /** @return whether a text in this locale says how to opt out by an answer */
    static boolean tellsOptOut(String text, Locale locale) {
        return OPT_OUT.getOrDefault(locale.getLanguage(), OPT_OUT.get("en"))
                .matcher(text)
                .find();
    }
}
