package io.rapport.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Outlook's conditional comments. What an {@code mj-raw} holds of them goes into the mail as it is written, as MJML has it:
 * an XML parser would take {@code <!--[if mso]>} in one {@code mj-raw} and {@code <![endif]-->} in another for one comment
 * and all MJML between them for its text.
 */
final class OutlookParts {

    private static final Pattern RAW = Pattern.compile("(<mj-raw(?:\\s[^>]*)?>)(.*?)(</mj-raw>)", Pattern.DOTALL);
    private static final Pattern CONDITIONAL = Pattern.compile("<!--|<!\\[endif");

    /** What no author writes: characters for private use. */
    private static final Pattern PLACEHOLDER = Pattern.compile("\ue000(\\d+)\ue001\\n*");

    private static final Pattern MARK = Pattern.compile("(?<open><!--\\[if\\b[^\\]]*\\]>)(?<shown><!-->|-->)?"
            + "|(?<endShown><!--\\s*<!\\[endif\\]-->)|(?<end><!\\[endif\\]-->)|(?<plain>-->)");
    private static final Pattern HIDDEN =
            Pattern.compile("<!--\\[if\\b[^\\]]*\\]>(?!<!-->|-->).*?<!\\[endif\\]-->", Pattern.DOTALL);
    private static final Pattern EVERY_MARK =
            Pattern.compile("<!--\\[if\\b[^\\]]*\\]>(?:<!-->|-->)?|(?:<!--\\s*)?<!\\[endif\\]-->");

    private static final String HOW =
            "close each condition with its own end: <!--[if mso]> html <![endif]--> within one"
                    + " mj-raw for what only Outlook shows, and <mj-raw><!--[if !mso]><!--></mj-raw> … "
                    + "<mj-raw><!--<![endif]--></mj-raw> around MJML for what Outlook does not show";

    private final String text;
    private final List<String> contents;

    private OutlookParts(String text, List<String> contents) {
        this.text = text;
        this.contents = contents;
    }

    /** Takes the conditional parts out of MJML, line by line the same otherwise. */
    static OutlookParts of(String mjml) {
        List<String> contents = new ArrayList<>();
        Matcher raw = RAW.matcher(mjml);
        StringBuilder text = new StringBuilder();
        while (raw.find()) {
            String content = raw.group(2);
            if (CONDITIONAL.matcher(content).find()) {
                String lines =
                        "\n".repeat((int) content.chars().filter(c -> c == '\n').count());
                raw.appendReplacement(
                        text,
                        Matcher.quoteReplacement(
                                raw.group(1) + '\ue000' + contents.size() + '\ue001' + lines + raw.group(3)));
                contents.add(content);
            }
        }
        return new OutlookParts(raw.appendTail(text).toString(), contents);
    }

    /** @return the MJML without them */
    String text() {
        return text;
    }

    /** @return HTML with them, where they were in the MJML */
    String restore(String html) {
        return PLACEHOLDER
                .matcher(html)
                .replaceAll(found -> Matcher.quoteReplacement(contents.get(Integer.parseInt(found.group(1)))));
    }

    /** A condition that would show something else than is meant. */
    record OutlookFault(String words, String what, String fix) {}

    /** @return what is wrong with the conditions of a whole mail; null if nothing is */
    static OutlookFault fault(String html) {
        int at = html.toLowerCase(Locale.ROOT).indexOf("<mj-");
        if (at >= 0) {
            String element = html.substring(at).split("[\\s/>]", 2)[0];
            return new OutlookFault(
                    element,
                    "MJML would reach readers as it is written: " + element
                            + " stands in a comment or in an mj-raw, or is" + " not written in small letters",
                    HOW);
        }
        String hidden = null;
        String shown = null;
        Matcher mark = MARK.matcher(html);
        while (mark.find()) {
            boolean ends = mark.group("end") != null || mark.group("endShown") != null;
            if (hidden != null) {
                if (mark.group("end") == null) {
                    return new OutlookFault(
                            hidden,
                            "the condition " + hidden
                                    + " holds a comment or another condition, at which it would end; MJML"
                                    + " elements bring their own",
                            HOW);
                }
                hidden = null;
            } else if (mark.group("open") != null && mark.group("shown") == null) {
                hidden = mark.group("open");
            } else if (mark.group("open") != null && shown == null) {
                shown = mark.group();
            } else if (mark.group("endShown") != null && shown != null) {
                shown = null;
            } else if (ends || mark.group("open") != null) {
                return new OutlookFault(
                        mark.group(), mark.group() + " has no beginning of its kind, or is inside another", HOW);
            }
        }
        String open = hidden == null ? shown : hidden;
        return open == null ? null : new OutlookFault(open, "the condition " + open + " has no end of its kind", HOW);
    }

    /** @return a mail without what Outlook alone shows */
    static String elsewhere(String html) {
        return HIDDEN.matcher(html).replaceAll("");
    }

    /** @return a mail with all that Outlook or others show, for searching */
    static String everywhere(String html) {
        return EVERY_MARK.matcher(html).replaceAll("");
    }
}
