package io.rapport.publicpages;

import io.rapport.calendar.BusinessClock;
import io.rapport.link.Links;
import java.time.Duration;
import java.time.Instant;
import org.springframework.stereotype.Component;

/**
 * Distinguishes people from programs that check mails, without a puzzle: a form carries the moment it was made, sealed. Who posts
 * without having seen the form, or faster than anybody reads, is asked once more and has changed nothing.
 */
@Component
final class FormStamp {

    /** The form's field. */
    static final String FIELD = "seen";

    /** People need longer to see a page and move a finger to its button. */
    static final Duration FASTEST = Duration.ofMillis(1500);

    private final Links links;
    private final BusinessClock clock;

    FormStamp(Links links, BusinessClock clock) {
        this.links = links;
        this.clock = clock;
    }

    /**
     * Makes the stamp of a form that goes out now.
     *
     * @param token of the link that the form belongs to
     */
    String make(String token) {
        return make(token, clock.instant());
    }

    String make(String token, Instant at) {
        String moment = Long.toString(at.toEpochMilli(), Character.MAX_RADIX);
        return moment + "." + links.seal(token + " " + moment);
    }

    /** @return whether the stamp is of an earlier form of this link, however young */
    boolean isOurs(String token, String stamp) {
        int dot = stamp == null ? -1 : stamp.indexOf('.');
        if (dot <= 0 || dot > 13) {
            return false;
        }
        return links.isSealed(token + " " + stamp.substring(0, dot), stamp.substring(dot + 1));
    }

    /** @return whether the form was before somebody's eyes long enough to be meant */
    boolean isMeant(String token, String stamp) {
        if (!isOurs(token, stamp)) {
            return false;
        }
        Instant made =
                Instant.ofEpochMilli(Long.parseLong(stamp.substring(0, stamp.indexOf('.')), Character.MAX_RADIX));
        return !clock.instant().isBefore(made.plus(FASTEST));
    }
}
