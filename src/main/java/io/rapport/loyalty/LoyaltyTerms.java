package io.rapport.loyalty;

import io.rapport.calendar.BusinessClock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** How long things last in the loyalty programme, and which day it is in the shop. */
@Component
final class LoyaltyTerms {

    /** A table that was live for less was a mistake. */
    private static final Duration TRIAL = Duration.ofDays(1);

    private static final Duration YEAR = Duration.ofDays(365);

    /** What comes sooner comes on the last day, on which nobody is reminded any more. */
    private static final Duration LEAST_NOTICE = Duration.ofDays(2);

    private final BusinessClock clock;
    private final ZoneId zone;
    private final Duration hold;
    private final Duration expiryNotice;
    private final Duration levelPeriod;
    private final Duration levelNotice;
    private final Duration referralKept;
    private final Duration referralValid;

    /**
     * @param zone of the shop's days
     * @param hold how long points or a coupon are kept for a till that does not go on
     * @param expiryNotice how long before they expire points are announced
     * @param levelPeriod how long a level stays at least, and which time counts for it
     * @param levelNotice how long before its review a level at risk is announced
     * @param referralKept how long after its delivery a friend's order is kept
     * @param referralValid how long after a friend named a code the first order may come
     */
    LoyaltyTerms(
            BusinessClock clock,
            @Value("${rapport.working-time.zone:UTC}") ZoneId zone,
            @Value("${rapport.loyalty.hold:15m}") Duration hold,
            @Value("${rapport.loyalty.expiry-notice:30d}") Duration expiryNotice,
            @Value("${rapport.loyalty.level-period:365d}") Duration levelPeriod,
            @Value("${rapport.loyalty.level-notice:30d}") Duration levelNotice,
            @Value("${rapport.loyalty.referral-kept:14d}") Duration referralKept,
            @Value("${rapport.loyalty.referral-valid:180d}") Duration referralValid) {
        this.clock = clock;
        this.zone = zone;
        this.hold = hold;
        this.expiryNotice = notice("expiry-notice", expiryNotice);
        this.levelPeriod = levelPeriod;
        this.levelNotice = notice("level-notice", levelNotice);
        this.referralKept = referralKept;
        this.referralValid = referralValid;
    }

    private static Duration notice(String setting, Duration value) {
        if (value.compareTo(LEAST_NOTICE) < 0) {
            throw new IllegalArgumentException("rapport.loyalty." + setting + " must be two days or more, not " + value
                    + ": on the last day it is too late to be reminded");
        }
        return value;
    }

    Instant now() {
        return clock.instant();
    }

    LocalDate today() {
        return day(now());
    }

    /** @return the first day of what was reached within the last day: a table that is taken back takes that back, too */
    LocalDate lately() {
        return day(now().minus(TRIAL));
    }

    /** @return since when a table is live that is only tried until now */
    Instant trialBegan() {
        return now().minus(TRIAL);
    }

    LocalDate day(Instant moment) {
        return LocalDate.ofInstant(moment, zone);
    }

    /** @return when a day begins in the shop */
    Instant begin(LocalDate day) {
        return day.atStartOfDay(zone).toInstant();
    }

    Instant heldUntil() {
        // as it is stored
        return now().plus(hold).truncatedTo(ChronoUnit.MILLIS);
    }

    /** @return the last day on which points that expire are announced now */
    LocalDate announcedUntil(LocalDate today) {
        return today.plusDays(expiryNotice.toDays());
    }

    /** @return the first day on which points that expire on a day are announced */
    LocalDate announcedOn(LocalDate expiry) {
        return expiry.minusDays(expiryNotice.toDays());
    }

    /** @return the day after the period: what led to the level does not count once more */
    LocalDate reviewOn(LocalDate since) {
        return since.plusDays(levelPeriod.toDays() + 1);
    }

    LocalDate atRiskOn(LocalDate reviewOn) {
        return reviewOn.minusDays(levelNotice.toDays());
    }

    /** @return since when points count for a review on a day */
    Instant periodBefore(LocalDate reviewOn) {
        return begin(reviewOn.minusDays(levelPeriod.toDays()));
    }

    Instant periodBegan() {
        return periodUntil(now());
    }

    /** @return since when points count for a level at a moment */
    Instant periodUntil(Instant moment) {
        return moment.minus(levelPeriod);
    }

    Duration referralKept() {
        return referralKept;
    }

    /** @return until when the first order of a friend counts who named a code */
    Instant referralEnds(Instant usedAt) {
        return usedAt.plus(referralValid);
    }

    /** @return since when rewards count for what a customer may get in a year */
    Instant yearBefore() {
        return now().minus(YEAR);
    }
}
