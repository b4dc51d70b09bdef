package io.rapport.app.demo;

import io.rapport.app.demo.ShopSeason.Region;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;

/**
 * Draws when each of the shop's customers of before registered, and what they allowed. The shop is young: each year twice as
 * many come as in the year before, with the season, so that in the weeks before Rapport about as many come as in the
 * recording after it, 40 in 45 days.
 */
final class RegularDraw {

    /** The number of new customers grows by so much a year, as a logarithm. */
    private static final double GROWTH = .7;

    private static final double NEVER_CONFIRMS = .04;
    private static final double ALLOWS_OFFERS = .6;
    private static final double WITHDRAWS = .1;
    private static final double ANSWERS_SURVEYS = .45;

    private final Instant opened;
    private final Instant until;
    private final Map<Region, ShopSeason> seasons;

    /**
     * @param opened when the shop begins with Rapport: all have registered by then
     * @param until today
     */
    RegularDraw(Instant opened, Instant until, Map<Region, ShopSeason> seasons) {
        this.opened = opened;
        this.until = until;
        this.seasons = seasons;
    }

    /** @param person a row of the file of people */
    Regular draw(Map<String, String> person, Dice dice) {
        ZoneId zone = ZoneId.of(person.get("timeZone"));
        Instant at = registration(person.get("id"), zone, dice);
        Instant confirmed = dice.chance(NEVER_CONFIRMS) ? null : at.plusSeconds(100 + dice.below(900));
        boolean offers = dice.chance(ALLOWS_OFFERS);
        Instant offersUntil = null;
        if (offers && dice.chance(WITHDRAWS)) {
            LocalDate day = LocalDate.ofInstant(at, zone).plusDays(30L + dice.below(200));
            Instant withdrawn = dice.moment(day, zone);
            offersUntil = withdrawn.isBefore(opened) ? withdrawn : null;
        }
        return new Regular(person, at, confirmed, offers, offersUntil, dice.chance(ANSWERS_SURVEYS));
    }

    private Instant registration(String id, ZoneId zone, Dice dice) {
        double u = dice.uniform();
        if (WentQuiet.is(id)) {
            return dice.moment(WentQuiet.registered(LocalDate.ofInstant(until, zone)), zone);
        }
        ShopSeason season = seasons.get(Region.of(zone));
        LocalDate last = LocalDate.ofInstant(opened, zone).minusDays(1);
        double years = ShopPast.DAYS / 365.0;
        double part = Math.log(1 + u * (Math.exp(GROWTH * years) - 1)) / (GROWTH * years);
        return dice.moment(season.day(part * season.before(last)), zone);
    }
}
