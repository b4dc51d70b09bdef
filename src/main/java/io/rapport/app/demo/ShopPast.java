package io.rapport.app.demo;

import io.rapport.app.demo.ShopSeason.Region;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * The shop's customers, and what they buy: in the three years until the demo starts, and from then on for as long as its clock is
 * moved. Drawn for the day on which the demo starts, so that each December is a December, and the same for each start on that day.
 * It is one drawing: what was before the shop began with Rapport and what came after differ only by which way they come in, and
 * an end that comes later changes nothing before it. Pure.
 *
 * @param opened when the shop begins with Rapport
 * @param today when the demo starts; the recording counts back from it
 * @param until nothing happens then or later: today while the past is replayed
 * @param customers those of before, in the order of their ids
 * @param newcomers who registers after today, in the order in which they come
 * @param purchases in the order of time; those of the recording's customers are here from today on, and in the recording before
 */
record ShopPast(
        Instant opened,
        Instant today,
        Instant until,
        List<Regular> customers,
        List<Regular> newcomers,
        List<Purchase> purchases) {

    /** So far back the shop's books go: it opened then. */
    static final int DAYS = 3 * 365;

    /** Any number; another one is another shop. */
    private static final long SEED = 7;

    /** Orders of who came by the web shop have its numbers, which go on behind those of the recording. */
    private static final int LAST_RECORDED = 4_746;

    /**
     * Draws it until today.
     *
     * @param opened when the shop begins with Rapport: who registers later is in the recording
     * @param today nothing happens then or later
     */
    static ShopPast drawn(Instant opened, Instant today) throws IOException {
        return drawn(opened, today, today);
    }

    /**
     * Draws it.
     *
     * @param opened when the shop begins with Rapport
     * @param today when the demo starts: who registers between the two is in the recording
     * @param until nothing happens then or later; not before today
     */
    static ShopPast drawn(Instant opened, Instant today, Instant until) throws IOException {
        Map<Region, ShopSeason> seasons = seasons(today, until);
        RegularDraw people = new RegularDraw(opened, today, seasons);
        PurchaseDraw orders = new PurchaseDraw(today, until, Assortment.load(), seasons);
        SplittableRandom chance = new SplittableRandom(SEED);
        List<Regular> customers = new ArrayList<>();
        List<Purchase> ofBefore = new ArrayList<>();
        for (Map<String, String> person : CsvText.rows(CsvText.resource("people.csv"))) {
            Dice dice = new Dice(chance.split());
            Regular customer = people.draw(person, dice);
            customers.add(customer);
            ofBefore.addAll(orders.draw(customer, dice));
        }
        List<Purchase> ofTheWeb = new ArrayList<>();
        for (Regular customer : new RecordedCustomers(Recording.load(), today).goOn()) {
            orders.draw(customer, new Dice(chance.split())).stream()
                    .filter(order -> order.placedAt().isAfter(today))
                    .forEach(ofTheWeb::add);
        }
        List<Regular> newcomers =
                people.newcomers(CsvText.rows(CsvText.resource("newcomers.csv")), until, chance.split());
        for (Regular customer : newcomers) {
            Dice dice = new Dice(new SplittableRandom(SEED + customer.id().hashCode()));
            ofTheWeb.addAll(orders.draw(customer, dice));
        }
        List<Purchase> purchases = new ArrayList<>(numbered(ofBefore, "S-%04d", 0));
        purchases.addAll(numbered(ofTheWeb, "%d", LAST_RECORDED));
        purchases.sort(IN_ORDER);
        return new ShopPast(
                opened, today, until, List.copyOf(customers), List.copyOf(newcomers), List.copyOf(purchases));
    }

    private static Map<Region, ShopSeason> seasons(Instant today, Instant until) {
        LocalDate first = LocalDate.ofInstant(today, ZoneOffset.UTC).minusDays(DAYS);
        // two days more: it is tomorrow already for some
        int days = Math.toIntExact(ChronoUnit.DAYS.between(first, LocalDate.ofInstant(until, ZoneOffset.UTC))) + 2;
        Map<Region, ShopSeason> seasons = new EnumMap<>(Region.class);
        for (Region region : Region.values()) {
            seasons.put(region, ShopSeason.of(region, first, days, DAYS + 2));
        }
        return seasons;
    }

    /** @return draws single purchases until the end */
    PurchaseDraw draw() throws IOException {
        return new PurchaseDraw(today, until, Assortment.load(), seasons(today, until));
    }

    private static final Comparator<Purchase> IN_ORDER = Comparator.comparing(Purchase::placedAt)
            .thenComparing(one -> one.customer().id());

    private static List<Purchase> numbered(List<Purchase> drawn, String form, int last) {
        drawn.sort(IN_ORDER);
        List<Purchase> numbered = new ArrayList<>();
        for (Purchase purchase : drawn) {
            numbered.add(purchase.numbered(form.formatted(last + numbered.size() + 1)));
        }
        return numbered;
    }

    /** @return whether the demo's clock was moved beyond the day of its start */
    boolean goesOn() {
        return until.isAfter(today);
    }

    /** @return what the shop's books say when it begins with Rapport */
    Stream<Purchase> before() {
        return purchases.stream().filter(one -> one.isInBooks(opened));
    }
}
