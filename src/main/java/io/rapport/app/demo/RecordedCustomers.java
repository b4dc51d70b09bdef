package io.rapport.app.demo;

import static java.util.stream.Collectors.toSet;

import com.fasterxml.jackson.databind.JsonNode;
import io.rapport.app.demo.ShopSeason.Region;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** What becomes of the recording's people once it has ended: who has ordered goes on to order, and parcels that are due arrive. */
final class RecordedCustomers {

    /** Who has gone, or is gone for good. */
    private static final Set<String> GONE = Set.of("customer.lapsed", "customer.erased");

    /** What ends the waiting for a parcel. */
    private static final Set<String> SETTLED = Set.of("order.delivered", "order.cancelled");

    private static final List<String> PROFILE =
            List.of("id", "firstName", "lastName", "email", "birthday", "locale", "timeZone");

    /** Who reads English, wherever they are, goes on to pay as they did. */
    private static final Map<String, String> ENGLISH = Map.of("USD", "en-US", "GBP", "en-GB");

    private final Recording recording;
    private final Instant today;

    /** @param today when the demo starts: the moment from which the recording counts back */
    RecordedCustomers(Recording recording, Instant today) {
        this.recording = recording;
        this.today = today;
    }

    /**
     * @return who goes on to order: those who have ordered, have not lapsed, were not erased, and pay in the currency in which what
     *     is drawn for their region has prices
     */
    List<Regular> goOn() {
        Set<String> gone = subjects(GONE);
        Map<String, String> currencies = new HashMap<>();
        of(Set.of("order.placed"))
                .forEach(line -> currencies.put(
                        line.subject(), line.event().at("/data/currency").asText()));
        return of(Set.of("customer.registered"))
                .filter(line -> currencies.containsKey(line.subject()) && !gone.contains(line.subject()))
                .filter(line -> (Region.of(line.zone()) == Region.CHINA)
                        == currencies.get(line.subject()).equals("CNY"))
                .map(line -> customer(line, currencies.get(line.subject())))
                .toList();
    }

    private Set<String> subjects(Set<String> types) {
        return of(types).map(Recording.Line::subject).collect(toSet());
    }

    private Stream<Recording.Line> of(Set<String> types) {
        return recording.lines().stream().filter(line -> types.stream().anyMatch(line::isType));
    }

    private Regular customer(Recording.Line registered, String currency) {
        JsonNode data = registered.event().path("data");
        Map<String, String> profile = new HashMap<>();
        PROFILE.forEach(field -> profile.put(field, data.path(field).asText()));
        profile.put("id", registered.customerId());
        profile.computeIfPresent("locale", (any, locale) -> ENGLISH.getOrDefault(currency, locale));
        Instant at = DemoDay.awake(today.plus(registered.at()), registered.zone());
        return new Regular(profile, at, at, false, null, true);
    }

    /**
     * @param until nothing of it happens then or later
     * @return that parcels which are due today are sent off, and arrive
     */
    List<Recording.Line> parcels(Instant until) {
        Set<String> settled = orders(SETTLED);
        Set<String> shipped = orders(Set.of("order.shipped"));
        List<Recording.Line> lines = new ArrayList<>();
        of(Set.of("order.placed"))
                .filter(line -> !settled.contains(line.orderId()))
                .forEach(line -> {
                    Dice dice = new Dice(new SplittableRandom(line.orderId().hashCode()));
                    ZoneId zone = line.zone();
                    Instant sent = PurchaseDraw.shippedAt(today, zone);
                    Instant arrived = PurchaseDraw.deliveredAt(
                            LocalDate.ofInstant(today, zone), LocalDate.ofInstant(sent, zone), zone, dice);
                    if (!shipped.contains(line.orderId())) {
                        lines.add(line(line, "order.shipped", sent));
                    }
                    lines.add(line(line, "order.delivered", arrived));
                });
        return lines.stream()
                .filter(line -> today.plus(line.at()).isBefore(until))
                .toList();
    }

    private Set<String> orders(Set<String> types) {
        return of(types).map(Recording.Line::orderId).collect(toSet());
    }

    private Recording.Line line(Recording.Line order, String type, Instant at) {
        return RegularOrders.line(
                today,
                at,
                type,
                "recorded-" + order.orderId(),
                order.customerId(),
                order.zone(),
                RegularOrders.about(order.orderId()));
    }
}
