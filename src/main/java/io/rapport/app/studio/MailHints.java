package io.rapport.app.studio;

import io.rapport.contactpolicy.Category;
import io.rapport.template.MessageDefinition;
import io.rapport.template.RenderedMessage;
import io.rapport.template.SmsLength;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/**
 * What makes filters distrust a mail or readers dislike it. These are hints for the author, from what mail programs and
 * filters are known to do; what must not go out at all is a fault, and refused when messages are loaded.
 */
final class MailHints {

    /** Characters that inboxes on phones show of a subject, roughly; Han characters are twice as wide. */
    private static final int LONGEST_SUBJECT = 60;

    private static final int LONGEST_SUBJECT_HAN = 30;

    /** Gmail shows the first 102 KB of a mail and hides the rest behind a link, the opt-out too. */
    private static final int CLIPPED = 102 * 1024;

    private static final int LONGEST_PREHEADER = 110;
    private static final int LEAST_TEXT = 40;
    private static final int TEXT_OF_A_PICTURE = 200;
    private static final int TEXT_OF_A_PICTURE_HAN = 80;
    private static final int MOST_SEGMENTS = 2;
    private static final int MOST_EXCLAMATIONS = 5;

    private static final Pattern EXCLAMATION = Pattern.compile("[!！]");
    private static final Pattern SHOUTED_WORD = Pattern.compile("\\b\\p{Lu}{4,}\\b");

    /**
     * What is checked.
     *
     * @param definition    what {@code message.yaml} says
     * @param mail          as rendered
     * @param preheader     the line that inboxes show after the subject
     * @param sms           the short text; null when it does not go by SMS
     * @param optOut        the address of its opt-out; null when it has none
     * @param postalAddress the sender's, as {@code brand.yaml} has it; null when it is missing there
     */
    record Draft(
            MessageDefinition definition,
            RenderedMessage mail,
            String preheader,
            String sms,
            String optOut,
            String postalAddress) {

        boolean isChinese() {
            return mail.locale().getLanguage().equals("zh");
        }
    }

    private MailHints() {}

    /** @return what to think about once more, the weightiest first */
    static List<Hint> of(Draft draft) {
        List<Hint> hints = new ArrayList<>();
        permission(draft, hints);
        subject(draft, hints);
        body(draft, hints);
        sms(draft, hints);
        return hints;
    }

    private static void permission(Draft draft, List<Hint> hints) {
        MessageDefinition definition = draft.definition();
        RenderedMessage mail = draft.mail();
        boolean optOut = draft.optOut() != null
                && mail.html().contains(draft.optOut())
                && mail.text().contains(draft.optOut());
        if (definition.category().optOut() && !optOut) {
            hints.add(Hint.of("opt-out"));
        }
        boolean marked = mail.subject().startsWith("广告") || mail.subject().startsWith("AD");
        if (definition.category() == Category.PROMOTIONAL
                && mail.locale().getCountry().equals("CN")
                && !marked) {
            hints.add(Hint.of("advertisement"));
        }
        boolean postal = draft.postalAddress() != null && mail.text().contains(draft.postalAddress());
        if (definition.category() != Category.INTERNAL && !postal) {
            hints.add(Hint.of("postal-address"));
        }
    }

    private static void subject(Draft draft, List<Hint> hints) {
        String subject = draft.mail().subject();
        int length = subject.codePointCount(0, subject.length());
        int longest = draft.isChinese() ? LONGEST_SUBJECT_HAN : LONGEST_SUBJECT;
        if (length > longest) {
            hints.add(Hint.of("subject-long", length, longest));
        }
        if (shouts(subject)) {
            hints.add(Hint.of("shouting"));
        }
        if (count(EXCLAMATION, subject) > 1 || count(EXCLAMATION, draft.mail().text()) > MOST_EXCLAMATIONS) {
            hints.add(Hint.of("exclamation"));
        }
        String preheader = draft.preheader();
        if (preheader.isBlank()) {
            hints.add(Hint.of("preheader-none"));
        } else if (preheader.length() > LONGEST_PREHEADER) {
            hints.add(Hint.of("preheader-long", preheader.length(), LONGEST_PREHEADER));
        }
    }

    private static boolean shouts(String subject) {
        long alphabetic = subject.chars().filter(Character::isAlphabetic).count();
        long capitals = subject.chars().filter(Character::isUpperCase).count();
        return count(SHOUTED_WORD, subject) > 1 || alphabetic >= 8 && capitals * 2 > alphabetic;
    }

    private static long count(Pattern pattern, String text) {
        return pattern.matcher(text).results().count();
    }

    private static void body(Draft draft, List<Hint> hints) {
        RenderedMessage mail = draft.mail();
        if (mail.text().strip().length() < LEAST_TEXT) {
            hints.add(Hint.of("text-part"));
        }
        Document html = Jsoup.parse(mail.html());
        List<Element> pictures = html.select("img");
        int each = draft.isChinese() ? TEXT_OF_A_PICTURE_HAN : TEXT_OF_A_PICTURE;
        if (!pictures.isEmpty() && html.body().text().length() < each * pictures.size()) {
            hints.add(Hint.of("pictures", pictures.size()));
        }
        if (pictures.stream().anyMatch(picture -> picture.attr("alt").isBlank())) {
            hints.add(Hint.of("picture-alt"));
        }
        int bytes = mail.html().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > CLIPPED) {
            hints.add(Hint.of("clipped", bytes / 1024));
        }
    }

    private static void sms(Draft draft, List<Hint> hints) {
        if (draft.sms() == null) {
            return;
        }
        int segments = SmsLength.of(draft.sms()).segments();
        if (segments > MOST_SEGMENTS) {
            hints.add(Hint.of("sms-long", segments));
        }
        // carriers in China refuse an SMS without its sender's registered name in these brackets
        if (draft.mail().locale().getCountry().equals("CN") && !draft.sms().matches("【[^】]+】.*")) {
            hints.add(Hint.of("sms-signature"));
        }
    }
}
