package io.rapport.address;

import java.util.Optional;
import java.util.regex.Pattern;

/** Telephone numbers as people write them down, and as networks take them. */
public final class PhoneNumber {

    /** What the event catalogue lets in, with balanced brackets around nothing but digits. */
    private static final Pattern WRITTEN = Pattern.compile("\\+[1-9](?:[0-9 -]|\\([0-9]{1,5}\\))*[0-9]");

    /** ITU-T E.164: 15 digits at the most; no country's numbers are shorter than 7 with its code. */
    private static final Pattern E164 = Pattern.compile("\\+[1-9][0-9]{6,14}");

    private PhoneNumber() {}

    /**
     * @param written a number in international form, with or without spaces, hyphens and brackets; a trunk zero in
     *     brackets, as in {@code +44 (0)20 7946 0112}, is dropped, since nobody dials it from abroad; may be null
     * @return the number in the form E.164, such as {@code +442079460112}; empty if it is none
     */
    public static Optional<String> e164(String written) {
        if (written == null || !WRITTEN.matcher(written).matches()) {
            return Optional.empty();
        }
        String digits = written.replace("(0)", "").replaceAll("[ ()-]", "");
        return E164.matcher(digits).matches() ? Optional.of(digits) : Optional.empty();
    }
}
