package io.rapport.app.demo;

import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.calendar.WorkingTime;
import io.rapport.feedback.Survey;
import io.rapport.feedback.Surveys;
import io.rapport.loyalty.Coupons;
import io.rapport.loyalty.LoyaltyLedger;
import io.rapport.loyalty.Referrals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the shop's systems send: the recording, and what customers go on to do. */
final class DemoStory implements ReplayPart {

    private static final Logger log = LoggerFactory.getLogger(DemoStory.class);

    /** So long what Rapport makes up may take to be there. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** Days within which a customer is asked once, and those that an answer may take. */
    private static final int LATELY = 90;

    /** More coupons nobody has at a time. */
    private static final int COUPONS = 10;

    private static final String CUSTOMER = "customer:";

    private final Surveys surveys;
    private final Referrals referrals;
    private final LoyaltyLedger ledger;
    private final Coupons coupons;
    private final ReplayGuard guard;
    private final WorkingTime desk;
    private final String key;
    private Replay loaded;
    private List<Recording.Line> lines;
    private Map<String, Purchase> payers;
    private EventSender sender;
    private Till till;
    private int sent;

    /** @param key an API key of this server */
    DemoStory(
            Surveys surveys,
            Referrals referrals,
            LoyaltyLedger ledger,
            Coupons coupons,
            ReplayGuard guard,
            WorkingTime desk,
            String key) {
        this.surveys = surveys;
        this.referrals = referrals;
        this.ledger = ledger;
        this.coupons = coupons;
        this.guard = guard;
        this.desk = desk;
        this.key = key;
    }

    @Override
    public Optional<Instant> next(Replay replay, Instant reached) {
        load(replay);
        return sent < lines.size() ? Optional.of(lines.get(sent).moment(replay.start(), desk)) : Optional.empty();
    }

    @Override
    public boolean reach(Replay replay, Instant reached) throws IOException, InterruptedException {
        load(replay);
        int before = sent;
        while (sent < lines.size()
                && !lines.get(sent).moment(replay.start(), desk).isAfter(reached)) {
            Recording.Line line = lines.get(sent);
            String order = line.orderId();
            if (payers.containsKey(order) && line.isType("order.placed")) {
                Purchase paid = payers.get(order);
                till.pay(paid, ledger.points(paid.customer().id()));
            }
            send(replay, line);
            sent++;
        }
        return sent > before;
    }

    /** When the next of the recording happens, whatever customers of before do until then. */
    @Override
    public Optional<Instant> nextAlone(Replay replay) {
        load(replay);
        return lines.subList(sent, lines.size()).stream()
                .filter(line -> !line.drawn())
                .findFirst()
                .map(line -> line.moment(replay.start(), desk));
    }

    private void load(Replay replay) {
        if (replay.equals(loaded)) {
            return;
        }
        try {
            // where the clock is moved, what was played before is known, maybe without what follows from a later end
            lines = Recording.load().with(RegularOrders.lines(replay.past())).inOrder(replay.start(), desk).stream()
                    .filter(line -> !replay.isMove()
                            || !line.moment(replay.start(), desk).isBefore(replay.from()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the demo's texts cannot be read", e);
        }
        payers = replay.past().purchases().stream()
                .filter(order -> order.withPoints()
                        && !order.placedAt().isBefore(replay.past().opened()))
                .collect(toMap(Purchase::number, Function.identity()));
        sent = 0;
        loaded = replay;
        sender = new EventSender(replay.server(), key, guard.pass());
        till = new Till(replay.server(), key);
    }

    private void send(Replay replay, Recording.Line line) throws IOException, InterruptedException {
        String made = null;
        if (line.surveyAbout().isPresent()) {
            String about = line.surveyAbout().get();
            if (isNotAsked(line, about)) {
                return;
            }
            made = await(() -> survey(about));
            if (made == null) {
                log.warn("The demo leaves out an answer: no survey about {} was asked", about);
                return;
            }
        } else if (line.referralCodeOf().isPresent()) {
            String customer = line.referralCodeOf().get();
            made = await(() -> referrals.codeOf(customer));
            if (made == null && line.drawn()) {
                // nobody drew whom Rapport would invite: who was not comes by themselves
                return;
            }
            if (made == null) {
                log.warn("The demo leaves out a friend: customer {} was not invited to recommend the shop", customer);
                return;
            }
        }
        try {
            ObjectNode event = line.filledIn(replay.start(), desk, made);
            if (line.isType("order.placed")) {
                till.place(event, line.moment(replay.start(), desk), coupons.of(line.customerId(), COUPONS), sender);
            } else {
                sender.send(event);
            }
        } catch (EventSender.Refused e) {
            log.warn(
                    "The demo's event {} was refused: {}",
                    line.event().path("id").asText(),
                    e.getMessage());
        }
    }

    /** Who was asked about another order lately is not asked about this one, and has nothing to answer. */
    private boolean isNotAsked(Recording.Line line, String about) {
        String customer = line.customerId();
        return about.startsWith("order:")
                && survey(about).isEmpty()
                && surveys.askedWithin("satisfaction", Set.of(customer), LATELY);
    }

    private Optional<String> survey(String about) {
        return surveys.find(about.startsWith(CUSTOMER) ? "exit" : "satisfaction", about)
                .map(Survey::id);
    }

    private static String await(Supplier<Optional<String>> made) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Optional<String> known = made.get();
            if (known.isPresent()) {
                return known.get();
            }
            if (System.nanoTime() > end) {
                return null;
            }
            Thread.sleep(100);
        }
    }
}
