package io.rapport.address;

import com.ibm.icu.text.IDNA;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;

/** What mail addresses and names of hosts look like: by their syntax alone, whatever domains there are today. */
public final class MailAddress {

    private static final int LONGEST_LOCAL_PART = 64;
    private static final int LONGEST_DOMAIN = 253;

    private static final String ATOM = "[\\p{L}\\p{N}\\p{M}!#$%&'*+/=?^_`{|}~-]+";
    private static final Pattern LOCAL_PART =
            Pattern.compile(ATOM + "(?:\\." + ATOM + ")*|\"(?:[ !#-\\[\\]-~]|\\\\[ -~]){0,62}\"");
    private static final Pattern LABEL =
            Pattern.compile("[\\p{L}\\p{N}](?:[\\p{L}\\p{N}\\p{M}\u200c\u200d-]{0,61}[\\p{L}\\p{N}\\p{M}])?");
    private static final Pattern DIGITS = Pattern.compile("\\d+");

    private static final IDNA UTS46 =
            IDNA.getUTS46Instance(IDNA.NONTRANSITIONAL_TO_ASCII | IDNA.CHECK_BIDI | IDNA.CHECK_CONTEXTJ);

    /** Hyphens at odd places are registered here and there; whether labels begin or end with one is said above. */
    private static final Set<IDNA.Error> HARMLESS =
            EnumSet.of(IDNA.Error.HYPHEN_3_4, IDNA.Error.LEADING_HYPHEN, IDNA.Error.TRAILING_HYPHEN);

    private MailAddress() {}

    /**
     * Returns whether a text may be an address. A domain has at least two parts: nobody's mail is delivered to
     * {@code localhost}. Neither is it to the number of a host in brackets, which leads into our own network at the worst.
     *
     * @param text without blanks around
     * @return whether mail can be sent there
     */
    public static boolean isValid(String text) {
        int at = text.lastIndexOf('@');
        if (at < 1 || at > LONGEST_LOCAL_PART) {
            return false;
        }
        String domain = text.substring(at + 1);
        return LOCAL_PART.matcher(text.substring(0, at)).matches() && domain.indexOf('.') > 0 && isHost(domain);
    }

    /**
     * @param text such as {@code mail.example.com}
     * @return whether it may be the name of a host
     */
    public static boolean isHost(String text) {
        String[] labels = text.split("\\.", -1);
        for (String label : labels) {
            if (!LABEL.matcher(label).matches()) {
                return false;
            }
        }
        return text.length() <= LONGEST_DOMAIN
                && !DIGITS.matcher(labels[labels.length - 1]).matches()
                && isInternational(text);
    }

    /** A name in other letters, or in the Punycode of such ({@code xn--}), must be one that mail servers can look up. */
    private static boolean isInternational(String domain) {
        IDNA.Info info = new IDNA.Info();
        UTS46.nameToASCII(domain, new StringBuilder(), info);
        return HARMLESS.containsAll(info.getErrors());
    }
}
