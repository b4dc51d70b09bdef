package io.rapport.customer;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;

/**
 * A customer's profile. What nobody told is {@code null}.
 *
 * @param id without the kind
 * @param firstName given name
 * @param lastName family name
 * @param email address
 * @param phone number as told
 * @param birthday date of birth
 * @param locale language and region; English when unknown
 * @param timeZone the customer's; the configured default when unknown or invalid
 * @param attributes further facts by name: strings, numbers, booleans
 * @param registeredAt when the account was opened; {@code null} when other events came first
 * @param confirmedAt when the e-mail address was confirmed
 * @param erasedAt when everything personal was deleted
 */
public record Customer(
        String id,
        String firstName,
        String lastName,
        String email,
        String phone,
        LocalDate birthday,
        Locale locale,
        ZoneId timeZone,
        Map<String, Object> attributes,
        Instant registeredAt,
        Instant confirmedAt,
        Instant erasedAt) {

    /** @return whether the profile has all that good care needs: name, phone and birthday */
    public boolean isComplete() {
        return firstName != null && lastName != null && phone != null && birthday != null;
    }

    /** @return whether the customer was erased and nothing may be sent or kept */
    public boolean isErased() {
        return erasedAt != null;
    }
}
