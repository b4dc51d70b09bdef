package io.rapport.app.demo;

import io.rapport.app.demo.ShopSeason.Region;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * The shop's customers of before, and what they have bought in three years until today: drawn anew for the day on which the
 * demo starts, so that each December is a December, and the same for each start on that day. What was before the shop began with
 * Rapport and what came after is one drawing: only by which way it comes in differs. Pure.
 *
 * @param opened when the shop begins with Rapport
 * @param customers in the order of their ids
 * @param purchases in the order of time
 */
record ShopPast(Instant opened, List<Regular> customers, List<Purchase> purchases) {

    /** So far back the shop's books go: it opened then. */
    static final int DAYS = 3 * 365;

    /** Any number; another one is another shop. */
    private static final long SEED = 7;

    /**
     * Draws it.
     *
     * @param opened when the shop begins with Rapport: who registers later is in the recording
     * @param until today; nothing happens then or later
     */
    static ShopPast drawn(Instant opened, Instant until) throws IOException {
        LocalDate first = LocalDate.ofInstant(until, ZoneId.of("UTC")).minusDays(DAYS);
        Map<Region, ShopSeason> seasons = new EnumMap<>(Region.class);
        for (Region region : Region.values()) {
            // a day more: it is tomorrow already for some
            seasons.put(region, ShopSeason.of(region, first, DAYS + 2));
        }
        RegularDraw people = new RegularDraw(opened, until, seasons);
        PurchaseDraw orders = new PurchaseDraw(until, first.plusDays(DAYS), Assortment.load(), seasons);
        SplittableRandom chance = new SplittableRandom(SEED);
        List<Regular> customers = new ArrayList<>();
        List<Purchase> drawn = new ArrayList<>();
        for (Map<String, String> person : CsvText.rows(CsvText.resource("people.csv"))) {
            Dice dice = new Dice(chance.split());
            Regular customer = people.draw(person, dice);
            customers.add(customer);
            drawn.addAll(orders.draw(customer, dice));
        }
        return new ShopPast(opened, List.copyOf(customers), numbered(drawn));
    }

    private static List<Purchase> numbered(List<Purchase> drawn) {
        drawn.sort(Comparator.comparing(Purchase::placedAt)
                .thenComparing(one -> one.customer().id()));
        List<Purchase> numbered = new ArrayList<>();
        for (Purchase purchase : drawn) {
            numbered.add(purchase.numbered("S-%04d".formatted(numbered.size() + 1)));
        }
        return List.copyOf(numbered);
    }

    /** @return what the shop's books say when it begins with Rapport */
    Stream<Purchase> before() {
        return purchases.stream().filter(one -> one.isInBooks(opened));
    }
}
