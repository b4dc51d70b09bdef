package io.rapport.app.demo;

import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.calendar.WorkingTime;
import io.rapport.loyalty.Coupon;
import io.rapport.loyalty.Coupons;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Some of those whom the shop reaches out to come back: they order with the coupon of its offer. Who gets one is decided in
 * Rapport, so that it cannot be drawn before.
 */
final class WinBackOrders implements ReplayPart {

    private static final Logger log = LoggerFactory.getLogger(WinBackOrders.class);

    /** Of a hundred offers so many bring an order: judgement; five to ten is what shops are glad of. */
    private static final double COMES_BACK = .09;

    private static final int AFTER = 1;
    private static final int WITHIN = 9;

    private static final int COUPONS = 10;

    /** Nobody orders on the day of the offer, so that it need not be known before. */
    private static final Duration ASKED_AGAIN = Duration.ofHours(4);

    private final Coupons coupons;
    private final ReplayGuard guard;
    private final WorkingTime desk;
    private final String key;
    private final Map<String, List<Recording.Line>> known = new HashMap<>();
    private final Set<String> sent = new HashSet<>();
    private Replay loaded;
    private Instant asked;
    private Map<String, Coupon> offers = Map.of();
    private PurchaseDraw draw;
    private Map<String, Regular> customers;
    private EventSender sender;
    private Till till;

    /** @param key an API key of this server */
    WinBackOrders(Coupons coupons, ReplayGuard guard, WorkingTime desk, String key) {
        this.coupons = coupons;
        this.guard = guard;
        this.desk = desk;
        this.key = key;
    }

    @Override
    public Optional<Instant> next(Replay replay, Instant reached) {
        load(replay);
        return lines(replay, reached)
                .map(line -> line.moment(replay.start(), desk))
                .filter(moment -> moment.isAfter(reached))
                .min(Comparator.naturalOrder());
    }

    @Override
    public boolean reach(Replay replay, Instant reached) throws IOException, InterruptedException {
        load(replay);
        List<Recording.Line> due = lines(replay, reached)
                .filter(line -> !line.moment(replay.start(), desk).isAfter(reached))
                .sorted(Comparator.comparing(line -> line.moment(replay.start(), desk)))
                .toList();
        for (Recording.Line line : due) {
            send(replay, line);
            sent.add(line.event().path("id").asText());
        }
        return !due.isEmpty();
    }

    /** @return what is still to be sent; what was played before this replay has been */
    private Stream<Recording.Line> lines(Replay replay, Instant reached) {
        List<Recording.Line> all = new ArrayList<>();
        offers(replay.past().opened(), reached).forEach((customer, offer) -> {
            if (customers.containsKey(customer)) {
                all.addAll(known.computeIfAbsent(customer, any -> orders(replay, customers.get(customer), offer)));
            }
        });
        return all.stream()
                .filter(line -> !line.moment(replay.start(), desk).isBefore(replay.from()))
                .filter(line -> !sent.contains(line.event().path("id").asText()));
    }

    /** @return by customer the first coupon that is for no day of theirs: that of an offer to come back */
    private Map<String, Coupon> offers(Instant opened, Instant reached) {
        if (asked == null || !reached.isBefore(asked.plus(ASKED_AGAIN))) {
            offers = coupons.forNoOccasion(opened).stream()
                    .filter(coupon -> coupon.state() != Coupon.State.WITHDRAWN)
                    .collect(toMap(Coupon::customerId, Function.identity(), (first, later) -> first));
            asked = reached;
        }
        return offers;
    }

    private List<Recording.Line> orders(Replay replay, Regular customer, Coupon offer) {
        Dice dice = AccountDraw.dice("comes-back", offer.code());
        if (!dice.chance(COMES_BACK)) {
            return List.of();
        }
        LocalDate day = LocalDate.ofInstant(offer.issuedAt(), customer.zone()).plusDays(AFTER + dice.below(WITHIN));
        Instant placed = dice.moment(day, customer.zone());
        if (!placed.isBefore(offer.expiresAt())) {
            return List.of();
        }
        try {
            return RegularOrders.lines(replay.past(), draw.one(customer, placed, "S-9" + customer.id(), dice));
        } catch (IOException e) {
            throw new UncheckedIOException("the demo's texts cannot be read", e);
        }
    }

    private void load(Replay replay) {
        if (replay.equals(loaded)) {
            return;
        }
        try {
            draw = replay.past().draw();
        } catch (IOException e) {
            throw new UncheckedIOException("the demo's articles cannot be read", e);
        }
        customers = Stream.concat(replay.past().customers().stream(), replay.past().newcomers().stream())
                .collect(toMap(Regular::id, Function.identity()));
        known.clear();
        asked = null;
        sent.clear();
        loaded = replay;
        sender = new EventSender(replay.server(), key, guard.pass());
        till = new Till(replay.server(), key);
    }

    private void send(Replay replay, Recording.Line line) throws IOException, InterruptedException {
        Instant at = line.moment(replay.start(), desk);
        ObjectNode event = line.filledIn(replay.start(), desk, null);
        try {
            if (line.isType("order.placed")) {
                till.place(event, at, coupons.of(line.customerId(), COUPONS), sender);
            } else {
                sender.send(event);
            }
        } catch (EventSender.Refused e) {
            log.warn("The demo's event {} was refused: {}", event.path("id").asText(), e.getMessage());
        }
    }
}
