package io.rapport.app.demo;

import io.rapport.app.demo.ShopSeason.Region;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Draws when each of the shop's customers registered, and what they allowed. The shop is young: each year twice as many come as
 * in the year before, with the season, so that in the weeks before Rapport about as many come as in the recording after it, 40
 * in 45 days, and as many go on to come when the demo's clock is moved.
 */
final class RegularDraw {

    /** The number of new customers grows by so much a year, as a logarithm. */
    private static final double GROWTH = .7;

    private static final double NEVER_CONFIRMS = .04;
    private static final double ALLOWS_OFFERS = .6;
    private static final double WITHDRAWS = .1;
    private static final double ANSWERS_SURVEYS = .5;

    /** So many come in the recording. */
    private static final double RECORDED = 40;

    private final Instant opened;
    private final Instant today;
    private final Map<Region, ShopSeason> seasons;

    /**
     * @param opened when the shop begins with Rapport: all of before have registered by then
     * @param today when the demo starts
     */
    RegularDraw(Instant opened, Instant today, Map<Region, ShopSeason> seasons) {
        this.opened = opened;
        this.today = today;
        this.seasons = seasons;
    }

    /** @param person a row of the file of people */
    Regular draw(Map<String, String> person, Dice dice) {
        return draw(person, registration(person.get("id"), ZoneId.of(person.get("timeZone")), dice), dice);
    }

    /**
     * Draws who comes after the recording: at first as many a day as in it, more from year to year, and half of them with the
     * season.
     *
     * @param people rows of the file of newcomers, in the order in which they come
     * @param until nobody comes then or later; who comes before is the same whenever that is
     * @param chance of the newcomers
     */
    List<Regular> newcomers(List<Map<String, String>> people, Instant until, SplittableRandom chance) {
        List<Regular> newcomers = new ArrayList<>();
        LocalDate first = LocalDate.ofInstant(today, ZoneOffset.UTC);
        // it is tomorrow already for some
        LocalDate last = LocalDate.ofInstant(until, ZoneOffset.UTC).plusDays(1);
        long recorded = ChronoUnit.DAYS.between(opened, today);
        LocalDate day = first;
        // days of the recording that passed before this day, and those until the next newcomer
        double passed = 0;
        double due = 0;
        for (Map<String, String> person : people) {
            Dice dice = new Dice(chance.split());
            due += dice.exponential(recorded / RECORDED / Math.exp(GROWTH * due / 365));
            while (!day.isAfter(last) && passed + weight(day, first, recorded) <= due) {
                passed += weight(day, first, recorded);
                day = day.plusDays(1);
            }
            if (day.isAfter(last)) {
                break;
            }
            Instant at = dice.moment(day, ZoneId.of(person.get("timeZone")));
            if (at.isAfter(today) && at.isBefore(until)) {
                newcomers.add(draw(person, at, dice));
            }
        }
        return newcomers;
    }

    /** @return for how many days of the recording a day counts; half of who come do so whatever the season */
    private double weight(LocalDate day, LocalDate first, long recorded) {
        ShopSeason season = seasons.get(Region.WEST);
        double average = (season.before(first) - season.before(first.minusDays(recorded))) / recorded;
        return .5 + .5 * (season.before(day.plusDays(1)) - season.before(day)) / average;
    }

    private Regular draw(Map<String, String> person, Instant at, Dice dice) {
        ZoneId zone = ZoneId.of(person.get("timeZone"));
        Instant confirmed = dice.chance(NEVER_CONFIRMS) ? null : at.plusSeconds(100 + dice.below(900));
        boolean offers = dice.chance(ALLOWS_OFFERS);
        Instant offersUntil = null;
        if (offers && dice.chance(WITHDRAWS)) {
            LocalDate day = LocalDate.ofInstant(at, zone).plusDays(30L + dice.below(200));
            offersUntil = dice.moment(day, zone);
        }
        return new Regular(person, at, confirmed, offers, offersUntil, dice.chance(ANSWERS_SURVEYS));
    }

    private Instant registration(String id, ZoneId zone, Dice dice) {
        double u = dice.uniform();
        if (WentQuiet.is(id)) {
            return dice.moment(WentQuiet.registered(LocalDate.ofInstant(today, zone)), zone);
        }
        ShopSeason season = seasons.get(Region.of(zone));
        LocalDate last = LocalDate.ofInstant(opened, zone).minusDays(1);
        double years = ShopPast.DAYS / 365.0;
        double part = Math.log(1 + u * (Math.exp(GROWTH * years) - 1)) / (GROWTH * years);
        return dice.moment(season.day(part * season.before(last)), zone);
    }
}
