package io.rapport.app.demo;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import io.rapport.app.demo.ShopPast.Purchase;
import io.rapport.app.demo.ShopPast.Regular;
import io.rapport.calendar.BusinessClock;
import io.rapport.calendar.WorkingTime;
import io.rapport.dates.DueEvents;
import io.rapport.feedback.Survey;
import io.rapport.feedback.Surveys;
import io.rapport.inbox.InboxQuiescence;
import io.rapport.loyalty.Referrals;
import io.rapport.value.ValueRun;
import java.io.IOException;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;

/**
 * Replays the recording in fast motion at the first start of an empty embedded database: the clock goes back 45 days, and
 * comes up to the real time in some minutes while events go through the real intake and timers fire. A replay that was
 * cut off is taken up by the next start.
 */
final class DemoPlayer implements SmartInitializingSingleton {

    private static final Logger log = LoggerFactory.getLogger(DemoPlayer.class);

    private static final Duration LENGTH = Duration.ofDays(45);
    private static final Duration STEP = Duration.ofHours(6);

    /**
     * Dates are let go that nobody raises within hours; who else raises them may not keep up with a clock that flies on a busy
     * machine.
     */
    private static final Duration DATES_EVERY = Duration.ofHours(5);

    /** So near to the real time the replay has arrived. */
    private static final Duration ARRIVED = Duration.ofSeconds(5);

    /**
     * What a step may take; one that has nothing to do takes next to none. To go on too early does harm: hours pass for
     * the engine in a blink, so that the locks of its running jobs expire.
     */
    private static final Duration STEP_PATIENCE = Duration.ofSeconds(5);

    /** When waiting was in vain so often, something stands still for good, and the replay goes on regardless. */
    private static final int WAITS_IN_VAIN = 10;

    /** Each night would cost more than all that happens in a day. */
    private static final Duration SCORED_EVERY = Duration.ofDays(7);

    private static final int VALUE_TRIES = 500;

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final InboxQuiescence inbox;
    private final BusinessClock clock;
    private final Surveys surveys;
    private final Referrals referrals;
    private final ReplayPosition bookmark;
    private final QuiescenceProbe stillness;
    private final ReplayGuard guard;
    private final DemoHistory history;
    private final DemoPanel panel;
    private final DemoTasks tasks;
    private final DemoAdvisers advisers;
    private final WorkingTime desk;
    private final ValueRun value;
    private final DueEvents dates;
    private final String key;
    private ReplayPosition.Position from;
    private Thread thread;
    private int waitsInVain;

    DemoPlayer(
            InboxQuiescence inbox,
            QuiescenceProbe stillness,
            BusinessClock clock,
            Surveys surveys,
            Referrals referrals,
            ReplayPosition bookmark,
            ReplayGuard guard,
            DemoHistory history,
            DemoPanel panel,
            DemoTasks tasks,
            DemoAdvisers advisers,
            WorkingTime desk,
            ValueRun value,
            DueEvents dates,
            String key) {
        this.inbox = inbox;
        this.clock = clock;
        this.surveys = surveys;
        this.referrals = referrals;
        this.bookmark = bookmark;
        this.stillness = stillness;
        this.guard = guard;
        this.history = history;
        this.panel = panel;
        this.tasks = tasks;
        this.advisers = advisers;
        this.desk = desk;
        this.value = value;
        this.dates = dates;
        this.key = key;
    }

    /** Sets the clock back before any worker starts, so that no timer fires early. */
    @Override
    public void afterSingletonsInstantiated() {
        Optional<ReplayPosition.Position> last = bookmark.read();
        if (inbox.isNew()) {
            Instant now = clock.realInstant();
            from = new ReplayPosition.Position(now, now.minus(LENGTH), false);
        } else if (last.isPresent() && !last.get().finished()) {
            from = last.get();
        } else {
            return;
        }
        guard.close();
        clock.moveTo(from.reached());
        bookmark.write(from);
    }

    @EventListener
    void play(ApplicationReadyEvent ready) {
        if (from == null) {
            return;
        }
        URI server = URI.create("http://127.0.0.1:"
                + ready.getApplicationContext().getEnvironment().getProperty("local.server.port"));
        thread = new Thread(() -> play(server), "demo-player");
        thread.start();
    }

    /** The first to stop: it uses everything else. */
    @EventListener(ContextClosedEvent.class)
    void stop() throws InterruptedException {
        if (thread != null) {
            thread.interrupt();
            thread.join(Duration.ofSeconds(10).toMillis());
        }
    }

    private void play(URI server) {
        try {
            log.info("The demo shop replays 45 days in one to four minutes; then events of yours are taken");
            ShopPast past = ShopPast.drawn(from.start().minus(LENGTH), from.start());
            open(past);
            replay(server, past);
            clock.moveBy(Duration.ZERO);
            bookmark.write(new ReplayPosition.Position(from.start(), clock.realInstant(), true));
            guard.open();
            log.info("The demo shop has arrived at today: events of yours are taken now");
        } catch (InterruptedException e) {
            log.info("The replay of the demo stops; the next start takes it up again");
        } catch (IOException | SQLException | RuntimeException e) {
            // the clock must not stay behind, whatever happened
            clock.moveBy(Duration.ZERO);
            guard.open();
            log.error("The replay of the demo has failed; start again to take it up", e);
        }
    }

    /** The shop begins with Rapport: brings its customers in, begins its programme of points, and knows what they are worth. */
    private void open(ShopPast past) throws IOException, SQLException, InterruptedException {
        advisers.begin(past.customers().stream().map(Regular::id).collect(toSet()), past.opened(), from.start());
        if (!from.reached().equals(past.opened())) {
            return;
        }
        history.bringIn(past);
        awaitStillness();
        log.info("The demo shop credits {} orders of the year before with points", history.creditPoints(past));
        score();
    }

    /** Has models fitted and all customers scored now, and not again each night that the replay passes. */
    private void score() throws InterruptedException {
        value.repeatNight();
        int tries = 0;
        do {
            while (value.advance()) {
                awaitStillness();
            }
            awaitStillness();
            // the value room's own worker may have the next part in hand
            Thread.sleep(10);
        } while ((value.state().requested() || value.state().scoring()) && tries++ < VALUE_TRIES);
        value.restUntil(LocalDate.ofInstant(from.start(), desk.zone()));
    }

    private void replay(URI server, ShopPast past) throws IOException, InterruptedException {
        EventSender sender = new EventSender(server, key, guard.pass());
        PointsTill till = new PointsTill(server, key);
        Map<String, String> payers = past.purchases().stream()
                .filter(order -> order.withPoints() && !order.placedAt().isBefore(past.opened()))
                .collect(toMap(Purchase::number, order -> order.customer().id()));
        List<Recording.Line> lines =
                Recording.load().with(RegularOrders.lines(past, from.start())).inOrder(from.start(), desk);
        Instant reached = from.reached();
        Instant raised = reached;
        Instant scored = reached;
        long daysTold = 0;
        int next = 0;
        while (next < lines.size() || reached.plus(ARRIVED).isBefore(clock.realInstant())) {
            Instant target = nextStop(reached, next < lines.size() ? moment(lines.get(next)) : null);
            if (target.isAfter(reached)) {
                reached = target;
                clock.moveTo(reached);
                bookmark.write(new ReplayPosition.Position(from.start(), reached, false));
            }
            if (!reached.isBefore(raised.plus(DATES_EVERY))) {
                dates.raise();
                raised = reached;
            }
            if (!reached.isBefore(scored.plus(SCORED_EVERY))) {
                score();
                scored = reached;
            }
            awaitStillness();
            int before = next;
            while (next < lines.size() && !moment(lines.get(next)).isAfter(reached)) {
                Recording.Line line = lines.get(next);
                String order = line.event().at("/data/orderId").asText();
                if (payers.containsKey(order) && line.isType("order.placed")) {
                    till.pay(payers.get(order), order);
                }
                send(sender, line);
                next++;
            }
            if (next > before) {
                awaitStillness();
            }
            if (tasks.reach(server, from.start(), reached)) {
                awaitStillness();
            }
            if (advisers.reach(server, reached)) {
                awaitStillness();
            }
            panel.reach(from.start(), reached);
            long days = Duration.between(from.start().minus(LENGTH), reached).toDays();
            if (days >= daysTold + 5) {
                daysTold = days;
                log.info(
                        "The demo shop: day {} of {}, {} of {} events sent", days, LENGTH.toDays(), next, lines.size());
            }
        }
    }

    private Instant moment(Recording.Line line) {
        return line.moment(from.start(), desk);
    }

    private void awaitStillness() throws InterruptedException {
        if (!stillness.await(waitsInVain < WAITS_IN_VAIN ? STEP_PATIENCE : Duration.ofMillis(100))) {
            waitsInVain++;
        }
    }

    /** Stops where something happens, so that timers fire at their time and not hours later. */
    private Instant nextStop(Instant reached, Instant nextEvent) {
        Instant stop = earlier(reached.plus(STEP), clock.realInstant());
        stop = earlier(stop, stillness.nextTimer().orElse(stop));
        stop = earlier(stop, panel.next(from.start(), reached).orElse(stop));
        stop = earlier(stop, tasks.next(from.start(), reached).orElse(stop));
        stop = earlier(stop, advisers.next(reached).orElse(stop));
        if (nextEvent != null) {
            stop = earlier(stop, nextEvent);
        }
        return stop;
    }

    private void send(EventSender sender, Recording.Line line) throws IOException, InterruptedException {
        String made = null;
        if (line.surveyAbout().isPresent()) {
            String about = line.surveyAbout().get();
            made = await(() -> survey(about));
            if (made == null) {
                log.warn("The demo leaves out an answer: no survey about {} was asked", about);
                return;
            }
        } else if (line.referralCodeOf().isPresent()) {
            String customer = line.referralCodeOf().get();
            made = await(() -> referrals.codeOf(customer));
            if (made == null) {
                log.warn("The demo leaves out a friend: customer {} was not invited to recommend the shop", customer);
                return;
            }
        }
        try {
            sender.send(line.filledIn(from.start(), desk, made));
        } catch (EventSender.Refused e) {
            log.warn(
                    "The demo's event {} was refused: {}",
                    line.event().path("id").asText(),
                    e.getMessage());
        }
    }

    private Optional<String> survey(String about) {
        return surveys.find(about.startsWith("customer:") ? "exit" : "satisfaction", about)
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

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
