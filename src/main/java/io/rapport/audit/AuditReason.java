package io.rapport.audit;

import io.rapport.language.VisibleText;
import java.util.regex.Pattern;

/** Why something was done. Entries outlive an erasure, so that a reason never holds how somebody is reached. */
public final class AuditReason {

    /** Longest reason, in characters. */
    public static final int LONGEST = 500;

    private static final Pattern ADDRESS = Pattern.compile("\\S@\\S");

    /** Seven digits or more, as people write numbers of phones, accounts and cards. */
    private static final Pattern LONG_NUMBER = Pattern.compile("\\d(?:[ ()./+]{0,2}\\d){6,}");

    private AuditReason() {}

    /**
     * Checks a reason that somebody typed.
     *
     * @param text as it was typed
     * @return the reason, without blanks around
     * @throws IllegalArgumentException if it is missing, too long, or holds an e-mail address or a long number
     */
    public static String typed(String text) {
        String reason = checked(text);
        if (holdsAddress(reason)) {
            throw new IllegalArgumentException(
                    "a reason holds no e-mail address and no phone number: it stays when the customer's data are deleted");
        }
        return reason;
    }

    /**
     * @param text that outlives an erasure
     * @return whether it says how somebody is reached
     */
    public static boolean holdsAddress(String text) {
        return ADDRESS.matcher(text).find() || LONG_NUMBER.matcher(text).find();
    }

    static String checked(String text) {
        String reason = VisibleText.strip(text);
        if (reason.isEmpty() || reason.length() > LONGEST) {
            throw new IllegalArgumentException("a reason of 1 to " + LONGEST + " characters is needed");
        }
        return reason;
    }
}
