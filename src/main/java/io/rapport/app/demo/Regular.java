package io.rapport.app.demo;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;

/**
 * Somebody who registered before the demo's recording.
 *
 * @param profile what the file of people says: id, firstName, lastName, email, birthday, locale, timeZone
 * @param confirmedAt {@code null}: never
 * @param wantsOffers whether offers were allowed at the registration
 * @param offersUntil when that is withdrawn; {@code null}: never
 * @param answersSurveys whether they ever answer one
 */
record Regular(
        Map<String, String> profile,
        Instant registeredAt,
        Instant confirmedAt,
        boolean wantsOffers,
        Instant offersUntil,
        boolean answersSurveys) {

    String id() {
        return profile.get("id");
    }

    ZoneId zone() {
        return ZoneId.of(profile.get("timeZone"));
    }

    /** @return that of articles and of what they write: en, de, fr or zh */
    String language() {
        return profile.get("locale").substring(0, 2);
    }

    /** @return in which they pay */
    String currency() {
        return switch (profile.get("locale")) {
            case "en-GB" -> "GBP";
            case "en-US" -> "USD";
            case "de-CH" -> "CHF";
            case "zh-CN" -> "CNY";
            default -> "EUR";
        };
    }
}
