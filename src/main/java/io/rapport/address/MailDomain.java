package io.rapport.address;

import com.ibm.icu.text.IDNA;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The one way from a domain as people write it to the one that mail servers know (IDNA 2008, by UTS 46 without its
 * transitional mapping): {@code straße.de} and {@code strasse.de} are two domains, with two owners.
 */
public final class MailDomain {

    private static final IDNA UTS46 = IDNA.getUTS46Instance(
            IDNA.NONTRANSITIONAL_TO_ASCII | IDNA.NONTRANSITIONAL_TO_UNICODE | IDNA.CHECK_BIDI | IDNA.CHECK_CONTEXTJ);

    /** Hyphens at odd places are registered here and there, and mail goes there. */
    private static final Set<IDNA.Error> HARMLESS =
            EnumSet.of(IDNA.Error.HYPHEN_3_4, IDNA.Error.LEADING_HYPHEN, IDNA.Error.TRAILING_HYPHEN);

    /** What the mapping may yield: no second @, no bracket, no space comes of a look-alike. */
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+");

    private MailDomain() {}

    /**
     * @param domain what stands behind the @, in any script
     * @return the same for mail servers, in small letters where it was not ASCII; empty if it is no domain
     */
    public static Optional<String> ascii(String domain) {
        if (domain.chars().allMatch(c -> c < 128)) {
            return Optional.of(domain);
        }
        IDNA.Info info = new IDNA.Info();
        StringBuilder ascii = UTS46.nameToASCII(domain, new StringBuilder(), info);
        return HARMLESS.containsAll(info.getErrors()) && HOST.matcher(ascii).matches()
                ? Optional.of(ascii.toString())
                : Optional.empty();
    }

    /**
     * @param domain as {@link #ascii} gives it
     * @return the same as its owners write it
     */
    public static String unicode(String domain) {
        return UTS46.nameToUnicode(domain, new StringBuilder(), new IDNA.Info()).toString();
    }
}
