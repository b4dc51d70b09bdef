package io.rapport.loyalty;

import java.security.SecureRandom;
import java.util.Locale;

/** Codes of coupons: ten characters that cannot be guessed, and are not mistaken for each other when somebody types them. */
final class CouponCodes {

    private static final String ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private static final int LENGTH = 10;

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

    /** @return a code as it is stored */
    static String normal(String typed) {
        return typed.strip().toUpperCase(Locale.ROOT);
    }
}
