package io.rapport.feedback;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Recognises that a complaint speaks of harm to a person, so that it is never treated as a normal one. It errs on the
 * side of care: a wrong alarm costs a lead a look, a missed one costs trust (ISO 10002, initial assessment: severity,
 * safety).
 */
public final class HarmWords {

    private static final Pattern ENGLISH = Pattern.compile(
            "\\b(injur\\w*|hurt|burn(ed|t|s|ing)?|scald\\w*|bleed\\w*|bled|cut (my|his|her|our|a)|wound\\w*|hospital|"
                    + "doctor|emergency|poison\\w*|allerg\\w*|choke\\w*|choking|fire|smoke|smoking|explo\\w*|"
                    + "electric(al)? shock|unsafe|danger\\w*|lawyer)\\b");

    private static final Pattern CHINESE =
            Pattern.compile("受伤|烫伤|烧伤|割伤|划伤|流血|出血|医院|急诊|就医|中毒|过敏|窒息|着火|起火|冒烟|爆炸|触电|危险|律师");

    private HarmWords() {}

    /**
     * Looks for words of harm.
     *
     * @param text the customer's words in English or Chinese; {@code null} counts as none
     * @return whether one was found
     */
    public static boolean in(String text) {
        return text != null
                && (ENGLISH.matcher(text.toLowerCase(Locale.ROOT)).find()
                        || CHINESE.matcher(text).find());
    }
}
