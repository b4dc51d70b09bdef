package io.rapport.app.demo;

import io.rapport.app.demo.Assortment.Piece;
import io.rapport.app.demo.ShopSeason.Region;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * The shop's customers of before, and what they have bought in three years until today: drawn anew for the day on which the
 * demo starts, so that each December is a December, and the same for each start on that day. Pure.
 *
 * <p>More than half of the customers only try, or buy a present: of their purchases, the first included, seven of ten are the
 * last. The others drink our tea, at a pace of their own, and stop after one purchase of fourteen. So two of five buyers never
 * come again, as shops know it of things that are used up (of CDNOW's customers, whose data docs/value.md shows, three of five
 * did not within the year). The season changes when somebody buys, {@link ShopSeason}. Of a hundred orders three come back, of
 * those with ware five: food and things for the kitchen come back seldom, unlike clothes. All of it is judgement. None of it is
 * the law of a model of value, so that no model is sure to fit.
 */
final class ShopPast {

    /** So far back the shop's books go. */
    static final int DAYS = 3 * 365;

    /** The number of customers grows by so much a year, as a logarithm. */
    private static final double GROWTH = .2;

    private static final double NEVER_BUYS = .04;
    private static final double BUYS_AT_ONCE = .75;

    private static final double ONLY_TRIES = .55;
    private static final double STOPS_TRYING = .7;
    private static final double STOPS = .07;

    /** Days between two purchases, of half of the customers fewer: a tin of tea. */
    private static final double INTERVAL = 65;

    /** How far apart customers are in that: one of six takes less than five ninths of it, one of six more than nine fifths. */
    private static final double INTERVAL_SPREAD = .6;

    private static final int LEAST_INTERVAL = 6;

    private static final double RETURNS = .03;
    private static final double RETURNS_WARE = .05;
    private static final double ANSWERS_SURVEY = .3;
    private static final double PAYS_WITH_POINTS = .5;

    /** Orders by the hour of the day from 8 o'clock on. */
    private static final int[] HOURS = {2, 4, 5, 5, 6, 5, 4, 4, 4, 5, 6, 8, 10, 9};

    private static final LocalTime FIRST_HOUR = LocalTime.of(8, 0);

    /** Bought every other week for half a year, and then nothing for two months: at risk by their own rhythm. */
    private static final Set<String> WENT_QUIET = Set.of("2005", "2011");

    private static final int QUIET_SINCE = 62;
    private static final int REGULAR_FOR = 170;

    /**
     * Somebody who registered before the demo's recording.
     *
     * @param profile what the file of people says: id, firstName, lastName, email, birthday, locale, timeZone
     * @param confirmedAt {@code null}: never
     * @param wantsOffers whether offers were allowed at the registration
     * @param offersUntil when that was withdrawn; {@code null} if it was not
     * @param answersSurveys whether surveys were allowed at the registration
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
    }

    /**
     * An order.
     *
     * @param number what the shop calls it, rising with time; the recording has numbers of its own
     * @param deliveredAt {@code null}: not by the end
     * @param returnedAt {@code null}: not by the end
     * @param withPoints whether some of it is paid with points, where the programme has begun
     * @param score what the customer answers to the survey; 0: nothing
     * @param answeredAt when
     */
    record Purchase(
            String number,
            Regular customer,
            Instant placedAt,
            Instant deliveredAt,
            Instant returnedAt,
            String currency,
            List<Piece> pieces,
            boolean withPoints,
            int score,
            Instant answeredAt) {

        BigDecimal total() {
            return pieces.stream().map(Piece::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
        }

        private Purchase numbered(String number) {
            return new Purchase(
                    number,
                    customer,
                    placedAt,
                    deliveredAt,
                    returnedAt,
                    currency,
                    pieces,
                    withPoints,
                    score,
                    answeredAt);
        }
    }

    private final Instant opened;
    private final List<Regular> customers;
    private final List<Purchase> purchases;

    private ShopPast(Instant opened, List<Regular> customers, List<Purchase> purchases) {
        this.opened = opened;
        this.customers = customers;
        this.purchases = purchases;
    }

    /**
     * Draws it.
     *
     * @param opened when the shop begins with Rapport: who registers later is in the recording
     * @param until today; nothing happens then or later
     */
    static ShopPast drawn(Instant opened, Instant until) throws IOException {
        return new Drawing(opened, until).draw(CsvText.rows(CsvText.resource("people.csv")));
    }

    /** @return when the shop begins with Rapport */
    Instant opened() {
        return opened;
    }

    /** @return in the order of their ids */
    List<Regular> customers() {
        return customers;
    }

    /** @return in the order of time */
    List<Purchase> purchases() {
        return purchases;
    }

    /** @return what the shop's books say when it begins with Rapport */
    Stream<Purchase> before() {
        return purchases.stream().filter(one -> one.placedAt().isBefore(opened));
    }

    /** One drawing, customer after customer. */
    private static final class Drawing {

        private final Instant opened;
        private final Instant until;
        private final LocalDate first;
        private final Map<Region, ShopSeason> seasons = new EnumMap<>(Region.class);
        private final Assortment assortment;

        /** Of the customer at hand. */
        private SplittableRandom random;

        Drawing(Instant opened, Instant until) throws IOException {
            this.opened = opened;
            this.until = until;
            this.first = LocalDate.ofInstant(until, ZoneId.of("UTC")).minusDays(DAYS);
            this.assortment = Assortment.load();
            for (Region region : Region.values()) {
                // a day more: it is tomorrow already for some
                seasons.put(region, ShopSeason.of(region, first, DAYS + 2));
            }
        }

        ShopPast draw(List<Map<String, String>> people) {
            List<Regular> customers = new ArrayList<>();
            List<Purchase> drawn = new ArrayList<>();
            for (Map<String, String> person : people) {
                random = new SplittableRandom(Long.parseLong(person.get("id")) * 0x9E3779B97F4A7C15L);
                Regular customer = registered(person);
                customers.add(customer);
                drawn.addAll(purchases(customer));
            }
            return new ShopPast(opened, List.copyOf(customers), numbered(drawn));
        }

        private List<Purchase> numbered(List<Purchase> drawn) {
            drawn.sort(Comparator.comparing(Purchase::placedAt)
                    .thenComparing(one -> one.customer().id()));
            List<Purchase> numbered = new ArrayList<>();
            for (Purchase purchase : drawn) {
                numbered.add(purchase.numbered("S-%04d".formatted(numbered.size() + 1)));
            }
            return List.copyOf(numbered);
        }

        private Regular registered(Map<String, String> person) {
            ZoneId zone = ZoneId.of(person.get("timeZone"));
            Instant at = registration(person.get("id"), zone);
            Instant confirmed = chance(.04) ? null : at.plusSeconds(100 + random.nextInt(900));
            boolean offers = chance(.6);
            Instant offersUntil = null;
            if (offers && chance(.1)) {
                LocalDate day = LocalDate.ofInstant(at, zone).plusDays(30L + random.nextInt(200));
                Instant withdrawn = moment(day, zone);
                offersUntil = withdrawn.isBefore(opened) ? withdrawn : null;
            }
            return new Regular(person, at, confirmed, offers, offersUntil, chance(.45));
        }

        /** With the season and the growth of the shop, and some days before it begins with Rapport. */
        private Instant registration(String id, ZoneId zone) {
            LocalDate last = LocalDate.ofInstant(opened, zone).minusDays(3);
            double u = random.nextDouble();
            if (WENT_QUIET.contains(id)) {
                return moment(today(zone).minusDays(QUIET_SINCE + REGULAR_FOR + 1L), zone);
            }
            ShopSeason season = seasons.get(Region.of(zone));
            double years = DAYS / 365.0;
            double part = Math.log(1 + u * (Math.exp(GROWTH * years) - 1)) / (GROWTH * years);
            return moment(season.day(part * season.before(last)), zone);
        }

        private LocalDate today(ZoneId zone) {
            return LocalDate.ofInstant(until, zone);
        }

        private List<Purchase> purchases(Regular customer) {
            boolean generous = chance(.1);
            int favourite = assortment.any("tea", Region.of(customer.zone()), random);
            List<Purchase> all = new ArrayList<>();
            for (Instant placed : moments(customer)) {
                if (placed.isBefore(until)) {
                    all.add(purchase(customer, placed, favourite, generous));
                }
            }
            // no parcel is under way when the books are handed over: no journey would wait for its delivery
            all.removeIf(order -> order.placedAt().isBefore(opened)
                    && (order.deliveredAt() == null || !order.deliveredAt().isBefore(opened)));
            return all;
        }

        private List<Instant> moments(Regular customer) {
            ZoneId zone = customer.zone();
            if (WENT_QUIET.contains(customer.id())) {
                List<Instant> regular = new ArrayList<>();
                for (int day = QUIET_SINCE + REGULAR_FOR - 2; day >= QUIET_SINCE; day -= 14) {
                    regular.add(
                            moment(today(zone).minusDays(day + (day > QUIET_SINCE + 2 ? random.nextInt(3) : 0)), zone));
                }
                return regular;
            }
            double interval = INTERVAL * Math.exp(INTERVAL_SPREAD * random.nextGaussian());
            double last = chance(ONLY_TRIES) ? STOPS_TRYING : STOPS;
            List<Instant> moments = new ArrayList<>();
            if (chance(NEVER_BUYS)) {
                return moments;
            }
            ShopSeason season = seasons.get(Region.of(zone));
            LocalDate day = LocalDate.ofInstant(customer.registeredAt(), zone);
            Instant at = customer.registeredAt().plusSeconds(240 + random.nextInt(1_500));
            if (!chance(BUYS_AT_ONCE)) {
                day = day.plusDays(1L + random.nextInt(20));
                at = moment(day, zone);
            }
            while (day.isBefore(first.plusDays(DAYS + 1L))) {
                moments.add(at);
                if (chance(last)) {
                    break;
                }
                // days of the shop, of which a busy one counts more
                double bought = season.before(day) - Math.log(1 - random.nextDouble()) * interval;
                LocalDate next = season.day(bought);
                LocalDate least = day.plusDays(LEAST_INTERVAL);
                day = next.isBefore(least) ? least : next;
                at = moment(day, zone);
            }
            return moments;
        }

        private Purchase purchase(Regular customer, Instant placed, int favourite, boolean generous) {
            ZoneId zone = customer.zone();
            LocalDate day = LocalDate.ofInstant(placed, zone);
            List<Piece> pieces = pieces(customer, day, favourite, generous);
            boolean ware = pieces.stream().anyMatch(piece -> !piece.isTea());
            Instant delivered = deliveredAt(day, zone);
            boolean comesBack = chance(ware ? RETURNS_WARE : RETURNS);
            Instant returned = moment(LocalDate.ofInstant(delivered, zone).plusDays(4L + random.nextInt(10)), zone);
            boolean answers = chance(ANSWERS_SURVEY) && !comesBack && customer.answersSurveys();
            // the survey comes five days after the delivery, or seven where tips for the first use come before it
            Instant answered = moment(LocalDate.ofInstant(delivered, zone).plusDays(8L + random.nextInt(3)), zone);
            int score = score();
            boolean withPoints = chance(PAYS_WITH_POINTS);
            return new Purchase(
                    null,
                    customer,
                    placed,
                    delivered.isBefore(until) ? delivered : null,
                    comesBack && returned.isBefore(until) ? returned : null,
                    currency(customer),
                    pieces,
                    withPoints && currency(customer).equals("EUR"),
                    answers && answered.isBefore(until) ? score : 0,
                    answered);
        }

        private int score() {
            double u = random.nextDouble();
            return u < .52 ? 5 : u < .83 ? 4 : u < .93 ? 3 : u < .98 ? 2 : 1;
        }

        private List<Piece> pieces(Regular customer, LocalDate day, int favourite, boolean generous) {
            Region region = Region.of(customer.zone());
            Map<Integer, Integer> quantities = new LinkedHashMap<>();
            if (chance(.8)) {
                int tea = chance(.6) ? favourite : assortment.any("tea", region, random);
                quantities.put(tea, generous ? 2 + random.nextInt(3) : chance(.65) ? 1 : 2);
            }
            if (chance(.4)) {
                quantities.merge(assortment.any("tea", region, random), 1, Integer::sum);
            }
            if (quantities.isEmpty() || chance(.14)) {
                quantities.put(assortment.any("ware", region, random), 1);
            }
            boolean presents = seasons.get(region).isForPresents(day);
            if (chance(presents ? .5 : .05)) {
                quantities.put(assortment.any("gift", region, random), presents && chance(.35) ? 2 : 1);
            }
            int yearsAgo = (int) (ChronoUnit.DAYS.between(day, LocalDate.ofInstant(until, customer.zone())) / 365);
            return quantities.entrySet().stream()
                    .map(line -> assortment.piece(
                            line.getKey(),
                            customer.language(),
                            currency(customer),
                            Math.max(0, yearsAgo),
                            line.getValue()))
                    .toList();
        }

        private static String currency(Regular customer) {
            return switch (customer.profile().get("locale")) {
                case "en-GB" -> "GBP";
                case "en-US" -> "USD";
                case "de-CH" -> "CHF";
                case "zh-CN" -> "CNY";
                default -> "EUR";
            };
        }

        /** On a working day of the carrier, at the hours of its rounds. */
        private Instant deliveredAt(LocalDate placed, ZoneId zone) {
            int days = zone.getId().startsWith("America") ? 5 + random.nextInt(5) : 2 + random.nextInt(3);
            LocalDate day = placed.plusDays(days);
            if (day.getDayOfWeek() == DayOfWeek.SUNDAY) {
                day = day.plusDays(1);
            }
            return day.atTime(9 + random.nextInt(9), random.nextInt(60), random.nextInt(60))
                    .atZone(zone)
                    .toInstant();
        }

        /** @return when on a day somebody does something, as people do who shop after work */
        private Instant moment(LocalDate day, ZoneId zone) {
            int sum = 0;
            for (int weight : HOURS) {
                sum += weight;
            }
            int drawn = random.nextInt(sum);
            int hour = 0;
            while (drawn >= HOURS[hour]) {
                drawn -= HOURS[hour++];
            }
            ZonedDateTime start = day.atTime(FIRST_HOUR.plusHours(hour)).atZone(zone);
            return start.plus(Duration.ofSeconds(random.nextInt(3_600))).toInstant();
        }

        private boolean chance(double of) {
            return random.nextDouble() < of;
        }
    }
}
