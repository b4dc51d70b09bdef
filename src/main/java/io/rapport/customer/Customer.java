package io.rapport.customer;

import io.rapport.calendar.PartialDate;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A customer's profile. What is not known is {@code null}.
 *
 * @param id without the kind
 * @param firstName given name
 * @param lastName family name
 * @param email address
 * @param phone number as it came
 * @param birthday date of birth, perhaps without its year
 * @param locale language and region; English when unknown
 * @param timeZone the customer's; the configured default when unknown or invalid
 * @param attributes further facts by name: strings, numbers, booleans
 * @param registeredAt when the account was opened; {@code null} when other events came first
 * @param confirmedAt when the e-mail address was confirmed
 * @param erasedAt when everything personal was deleted
 * @param timeZoneAssumed whether {@code timeZone} is the configured default, since the customer's is unknown or invalid
 */
public record Customer(
        String id,
        String firstName,
        String lastName,
        String email,
        String phone,
        PartialDate birthday,
        Locale locale,
        ZoneId timeZone,
        Map<String, Object> attributes,
        Instant registeredAt,
        Instant confirmedAt,
        Instant erasedAt,
        boolean timeZoneAssumed) {

    private static final Pattern HAN = Pattern.compile("\\p{IsHan}");

    /**
     * The whole name as its owner writes it.
     *
     * @return family name first and without a space where both are written in Han characters, else first name first;
     *     empty when no name is known
     */
    public String fullName() {
        String first = firstName == null ? "" : firstName.strip();
        String last = lastName == null ? "" : lastName.strip();
        boolean han = HAN.matcher(first).find() && HAN.matcher(last).find();
        return han ? last + first : (first + " " + last).strip();
    }

    /** @return whether the profile has all that good care needs: a name, which may be one word, phone and birthday */
    public boolean isComplete() {
        return isNamed() && phone != null && birthday != null;
    }

    /** @return whether a name is known; some people have one word for it */
    public boolean isNamed() {
        return firstName != null || lastName != null;
    }

    /** @return whether the customer was erased and nothing may be sent or kept */
    public boolean isErased() {
        return erasedAt != null;
    }
}
