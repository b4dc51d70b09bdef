package io.rapport.loyalty;

import io.rapport.language.VisibleText;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.regex.Pattern;

/** Codes of coupons: ten characters that cannot be guessed, and are not mistaken for each other when somebody types them. */
final class CouponCodes {

    private static final String ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private static final int LENGTH = 10;

    /** What is written for a hyphen by keyboards and by programs that set texts. */
    private static final Pattern DASHES = Pattern.compile("[\\u2010-\\u2015\\u2212]");

    private static final SecureRandom RANDOM = new SecureRandom();

    private CouponCodes() {}

    /** @return a new code */
    static String next() {
        StringBuilder code = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            code.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return code.toString();
    }

    /**
     * @param typed a code of a coupon as somebody typed or pasted it: small and full-width letters, characters that cannot be
     *     seen, and other dashes than the hyphen mean the same
     * @return the code as it is stored
     */
    static String normal(String typed) {
        return DASHES.matcher(VisibleText.folded(typed)).replaceAll("-").toUpperCase(Locale.ROOT);
    }
}
