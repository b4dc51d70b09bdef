package io.rapport.app.insights;

import io.rapport.customer.Moves;
import io.rapport.language.Sentences;
import java.text.NumberFormat;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;

/** Says to one reader whom something would move that is not live yet: a changed table, or a fit of the models of value. */
final class MoveTexts {

    private static final Sentences TEXTS = new Sentences("insights/relationships");

    /** The page about one customer has the words for where they stand. */
    private static final Sentences WORDS = new Sentences("customers/texts");

    private final Locale locale;
    private final Map<String, String> segments;

    /**
     * @param locale of the reader
     * @param segments their titles by name, as far as segments move anybody
     */
    MoveTexts(Locale locale, Map<String, String> segments) {
        this.locale = locale;
        this.segments = segments;
    }

    /** @return the word for a tier or stage; a code of one's own as it is */
    static String standing(String code, Locale locale) {
        return WORDS.find("word.standing." + code, locale).orElse(code);
    }

    /** @return how many of all customers would move in that */
    String moved(String kind, Collection<Moves> moves, long customers) {
        return TEXTS.say(
                "preview.moved",
                locale,
                TEXTS.say("kind." + kind, locale),
                number(Moves.sum(moves)),
                number(customers));
    }

    /** @return how many would go from where to where */
    String of(Moves moves) {
        return TEXTS.say("preview.move", locale, number(moves.customers()), from(moves), to(moves));
    }

    /** @return what it is that they would move in */
    String what(Moves moves) {
        String kind = TEXTS.say("kind." + moves.kind(), locale);
        return moves.name().isEmpty()
                ? kind
                : TEXTS.say("kind.named", locale, kind, segments.getOrDefault(moves.name(), moves.name()));
    }

    String from(Moves moves) {
        return word(moves.kind(), moves.old());
    }

    String to(Moves moves) {
        return word(moves.kind(), moves.now());
    }

    private String word(String kind, String code) {
        return switch (kind) {
            case "alive" -> NumberFormat.getPercentInstance(locale).format(Integer.parseInt(code) / 100.0);
            case "segment" -> TEXTS.say("segment." + code, locale);
            default -> standing(code, locale);
        };
    }

    String number(long value) {
        return NumberFormat.getInstance(locale).format(value);
    }
}
