package io.rapport.app.demo;

import io.rapport.app.demo.Assortment.Piece;
import io.rapport.app.demo.ShopSeason.Region;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Month;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Draws what one of the customers of before buys, and what becomes of it. The season changes when somebody buys,
 * {@link ShopSeason}.
 *
 * <p>Half of the customers only try, or buy a present: of their purchases, the first included, seven of ten
 * are the last. The others drink our tea, at a pace of their own, and stop after one purchase of twenty-two; one in seven of these
 * buys for a tea room, an office or a small hotel, much and often. So about two of five buyers never come again, as shops know it of
 * things that are used up (of CDNOW's customers, whose data docs/value.md shows, three of five did not within the year); about
 * half of all have lapsed after three years; and of those who bought within the year about one in five reaches silver by
 * {@code loyalty-level.dmn} and one in twenty-five gold. Of a hundred orders two are cancelled and three come back, of those with
 * ware five: food and things for the kitchen come back seldom, unlike clothes. All of it is judgement. None of it is the law of a
 * model of value, so that no model is sure to fit.
 */
final class PurchaseDraw {

    /** How a customer buys. */
    private enum Habit {
        /** Tries, or buys a present. */
        TRIES(.7, 1),
        /** Drinks our tea at home. */
        DRINKS(.045, 1),
        /** Buys for guests or colleagues: a case, when half of the others would buy a tin. */
        SERVES(.03, .55);

        /** Of a purchase, the chance that it is the last. */
        private final double stops;

        private final double pace;

        Habit(double stops, double pace) {
            this.stops = stops;
            this.pace = pace;
        }
    }

    private static final double TRIES = .48;
    private static final double SERVES = .15;

    private static final double NEVER_BUYS = .04;
    private static final double BUYS_AT_ONCE = .75;
    private static final int WITHIN = 20;

    /** Days between two purchases, of half of those who drink tea at home fewer. */
    private static final double INTERVAL = 50;

    /** How far apart customers are in that: one of six takes less than five ninths of it, one of six more than nine fifths. */
    private static final double INTERVAL_SPREAD = .6;

    private static final int LEAST_INTERVAL = 6;

    private static final double CANCELS = .02;
    private static final double RETURNS = .03;
    private static final double RETURNS_WARE = .05;
    /** Of presents for Christmas more come back, in the weeks after it. */
    private static final double RETURNS_PRESENT = .08;

    private static final double ANSWERS_SURVEY = .5;
    private static final double PAYS_WITH_POINTS = .5;

    /** Where parcels for the west are packed; those for China are packed there. */
    private static final ZoneId PACKED_IN = ZoneId.of("Europe/Berlin");

    private static final Duration PACKED_WITHIN = Duration.ofHours(4);

    /** From when on the carrier takes the parcels of a day along, and within how many minutes: they go out together. */
    private static final LocalTime TAKEN_ALONG = LocalTime.of(15, 40);

    private static final int TAKEN_WITHIN = 20;

    private static final String TEA = "tea";
    private static final String WARE = "ware";
    private static final String GIFT = "gift";

    private final Instant today;
    private final Instant until;
    private final Assortment assortment;
    private final Map<Region, ShopSeason> seasons;

    /**
     * @param today when the demo starts: prices are those of its year
     * @param until nothing is placed then or later; what is drawn before is the same whenever that is
     * @param seasons that know the day of that, wherever somebody is
     */
    PurchaseDraw(Instant today, Instant until, Assortment assortment, Map<Region, ShopSeason> seasons) {
        this.today = today;
        this.until = until;
        this.assortment = assortment;
        this.seasons = seasons;
    }

    /** @return what the customer buys until then, in its order, without numbers */
    List<Purchase> draw(Regular customer, Dice dice) {
        Habit habit = dice.chance(TRIES) ? Habit.TRIES : dice.chance(SERVES) ? Habit.SERVES : Habit.DRINKS;
        int favourite = assortment.any(TEA, region(customer), dice.random());
        Moments moments = moments(customer, habit, dice);
        List<Instant> known = moments.until(LocalDate.ofInstant(today, ZoneOffset.UTC), dice);
        List<Purchase> purchases = new ArrayList<>();
        known.stream()
                .filter(placed -> placed.isBefore(today))
                .forEach(placed -> purchases.add(purchase(customer, placed, favourite, habit, dice)));
        // baskets after today have chance of their own: an end that comes later has more moments drawn, and changes no
        // basket
        Dice baskets = dice.split();
        List<Instant> coming =
                moments.until(LocalDate.ofInstant(until, ZoneOffset.UTC).plusDays(1), dice);
        Stream.concat(known.stream(), coming.stream())
                .filter(placed -> !placed.isBefore(today) && placed.isBefore(until))
                .forEach(placed -> purchases.add(purchase(customer, placed, favourite, habit, baskets)));
        return purchases;
    }

    /**
     * Draws one purchase of somebody who comes back.
     *
     * @param placed when
     * @param number of the order
     */
    Purchase one(Regular customer, Instant placed, String number, Dice dice) {
        int favourite = assortment.any(TEA, region(customer), dice.random());
        return purchase(customer, placed, favourite, Habit.DRINKS, dice).numbered(number);
    }

    private static Region region(Regular customer) {
        return Region.of(customer.zone());
    }

    private Moments moments(Regular customer, Habit habit, Dice dice) {
        ZoneId zone = customer.zone();
        if (WentQuiet.is(customer.id())) {
            List<Instant> all = WentQuiet.days(LocalDate.ofInstant(today, zone), dice).stream()
                    .map(day -> dice.moment(day, zone))
                    .toList();
            return new Moments(all, zone, habit, 0, null, null);
        }
        if (dice.chance(NEVER_BUYS)) {
            return new Moments(List.of(), zone, habit, 0, null, null);
        }
        double interval = habit.pace * INTERVAL * Math.exp(INTERVAL_SPREAD * dice.gaussian());
        LocalDate day = LocalDate.ofInstant(customer.registeredAt(), zone);
        Instant at = customer.registeredAt().plusSeconds(240L + dice.below(1_500));
        if (!dice.chance(BUYS_AT_ONCE)) {
            day = day.plusDays(1L + dice.below(WITHIN));
            at = dice.moment(day, zone);
        }
        return new Moments(List.of(), zone, habit, interval, day, at);
    }

    /** When a customer buys, drawn one after the other as far as they are asked for. */
    private final class Moments {

        private final List<Instant> first;
        private final ZoneId zone;
        private final Habit habit;
        private final double interval;
        private LocalDate day;
        private Instant at;

        /**
         * @param first those that are known
         * @param day of the next; {@code null}: there is none
         */
        private Moments(List<Instant> first, ZoneId zone, Habit habit, double interval, LocalDate day, Instant at) {
            this.first = new ArrayList<>(first);
            this.zone = zone;
            this.habit = habit;
            this.interval = interval;
            this.day = day;
            this.at = at;
        }

        /** @return those that nobody asked for yet, until a day and with it */
        private List<Instant> until(LocalDate last, Dice dice) {
            List<Instant> moments = new ArrayList<>(first);
            first.clear();
            while (day != null && !day.isAfter(last)) {
                moments.add(at);
                if (dice.chance(habit.stops)) {
                    day = null;
                    break;
                }
                // days of the shop, of which a busy one counts more
                ShopSeason season = seasons.get(Region.of(zone));
                LocalDate next = season.day(season.before(day) + dice.exponential(interval));
                LocalDate least = day.plusDays(LEAST_INTERVAL);
                day = next.isBefore(least) ? least : next;
                at = dice.moment(day, zone);
            }
            return moments;
        }
    }

    private Purchase purchase(Regular customer, Instant placed, int favourite, Habit habit, Dice dice) {
        ZoneId zone = customer.zone();
        LocalDate day = LocalDate.ofInstant(placed, zone);
        List<Piece> pieces = pieces(customer, day, favourite, habit, dice);
        boolean ware = pieces.stream().anyMatch(piece -> !piece.isTea());
        Instant cancelled = placed.plusSeconds(400L + dice.below(12 * 3_600));
        boolean cancels = dice.chance(CANCELS);
        Instant shipped = shippedAt(placed, zone);
        Instant delivered = deliveredAt(day, LocalDate.ofInstant(shipped, zone), zone, dice);
        boolean present = isForChristmas(customer, day, pieces);
        boolean comesBack = dice.chance(present ? RETURNS_PRESENT : ware ? RETURNS_WARE : RETURNS);
        LocalDate arrived = LocalDate.ofInstant(delivered, zone);
        int after = dice.below(10);
        LocalDate back = present ? later(arrived, afterChristmas(day)).plusDays(after) : arrived.plusDays(4L + after);
        Instant returned = dice.moment(back, zone);
        boolean answers = dice.chance(ANSWERS_SURVEY) && !cancels && !comesBack && customer.answersSurveys();
        // the survey comes five days after the delivery, or seven where tips for the first use come before it
        Instant answered = dice.moment(LocalDate.ofInstant(delivered, zone).plusDays(8L + dice.below(3)), zone);
        int score = score(dice);
        boolean withPoints = dice.chance(PAYS_WITH_POINTS);
        return new Purchase(
                null,
                customer,
                placed,
                cancels ? known(cancelled) : null,
                cancels ? null : known(shipped),
                cancels ? null : known(delivered),
                comesBack && !cancels ? known(returned) : null,
                pieces,
                withPoints && customer.currency().equals("EUR"),
                answers && answered.isBefore(until) ? score : 0,
                answered);
    }

    private static boolean isForChristmas(Regular customer, LocalDate day, List<Piece> pieces) {
        return region(customer) == Region.WEST
                && day.getMonth() == Month.DECEMBER
                && day.getDayOfMonth() <= 23
                && pieces.stream().anyMatch(Piece::isPresent);
    }

    /** @return when shops open again, and presents are brought back */
    private static LocalDate afterChristmas(LocalDate day) {
        return LocalDate.of(day.getYear(), Month.DECEMBER, 27);
    }

    private static LocalDate later(LocalDate one, LocalDate other) {
        return one.isAfter(other) ? one : other;
    }

    private Instant known(Instant moment) {
        return moment.isBefore(until) ? moment : null;
    }

    private static int score(Dice dice) {
        double u = dice.uniform();
        return u < .52 ? 5 : u < .83 ? 4 : u < .93 ? 3 : u < .98 ? 2 : 1;
    }

    private List<Piece> pieces(Regular customer, LocalDate day, int favourite, Habit habit, Dice dice) {
        Region region = region(customer);
        Map<Integer, Integer> quantities = new LinkedHashMap<>();
        switch (habit) {
            case TRIES -> teas(quantities, 1, 1, favourite, region, dice);
            case DRINKS -> teas(quantities, dice.chance(.45) ? 2 : 1, 3, favourite, region, dice);
            case SERVES -> {
                for (int lines = 3 + dice.below(3); lines > 0; lines--) {
                    quantities.merge(assortment.any(TEA, region, dice.random()), 2 + dice.below(3), Integer::sum);
                }
            }
        }
        if (quantities.isEmpty() || dice.chance(.14)) {
            quantities.put(assortment.any(WARE, region, dice.random()), 1);
        }
        boolean presents = seasons.get(region).isForPresents(day);
        if (dice.chance(presents ? .5 : .05)) {
            quantities.put(assortment.any(GIFT, region, dice.random()), presents && dice.chance(.35) ? 2 : 1);
        }
        int yearsAgo = (int) (ChronoUnit.DAYS.between(day, LocalDate.ofInstant(today, customer.zone())) / 365);
        return quantities.entrySet().stream()
                .map(line -> assortment.piece(
                        line.getKey(),
                        customer.language(),
                        customer.currency(),
                        Math.max(0, yearsAgo),
                        line.getValue()))
                .toList();
    }

    /** The favourite for the most part, and up to so many others. */
    private void teas(
            Map<Integer, Integer> quantities, int ofFirst, int others, int favourite, Region region, Dice dice) {
        if (dice.chance(.85)) {
            quantities.put(dice.chance(.6) ? favourite : assortment.any(TEA, region, dice.random()), ofFirst);
        }
        for (int n = 0; n < others; n++) {
            if (dice.chance(.55)) {
                quantities.merge(assortment.any(TEA, region, dice.random()), 1, Integer::sum);
            }
        }
    }

    /** With the first parcels that the carrier takes along on a working day, hours after the order. */
    static Instant shippedAt(Instant placed, ZoneId zone) {
        // chance of its own: what else is drawn of the customer stays
        Dice dice = new Dice(new SplittableRandom(placed.getEpochSecond()));
        LocalTime taken = TAKEN_ALONG.plusMinutes(dice.below(TAKEN_WITHIN)).plusSeconds(dice.below(60));
        ZonedDateTime packed = placed.plus(PACKED_WITHIN).atZone(Region.of(zone) == Region.CHINA ? zone : PACKED_IN);
        LocalDate day = packed.toLocalDate().plusDays(packed.toLocalTime().isAfter(taken) ? 1 : 0);
        while (day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY) {
            day = day.plusDays(1);
        }
        return day.atTime(taken).atZone(packed.getZone()).toInstant();
    }

    /** On a working day of the carrier, at the hours of its rounds, and not on the day on which it took the parcel. */
    static Instant deliveredAt(LocalDate placed, LocalDate shipped, ZoneId zone, Dice dice) {
        int days = zone.getId().startsWith("America") ? 5 + dice.below(5) : 2 + dice.below(3);
        LocalDate day = placed.plusDays(days);
        if (!day.isAfter(shipped)) {
            day = shipped.plusDays(1);
        }
        if (day.getDayOfWeek() == DayOfWeek.SUNDAY) {
            day = day.plusDays(1);
        }
        return day.atTime(9 + dice.below(9), dice.below(60), dice.below(60))
                .atZone(zone)
                .toInstant();
    }
}
