package io.rapport.mail;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The mail servers of this node. Each next mail goes to the one that is next by weight, among those that answer and
 * may take another mail now.
 */
final class SmtpHosts {

    /** When all connections are taken: how long until the next check. */
    private static final Duration GLANCE = Duration.ofMillis(50);

    private final List<SmtpHost> hosts;

    /** How long nobody answers at the least, and at the most until the next check. */
    private static final Duration SHORTEST_AWAY = Duration.ofSeconds(1);

    private static final Duration LONGEST_AWAY = Duration.ofSeconds(30);

    /** @param hosts at least one, where mails are to be sent */
    SmtpHosts(List<SmtpHost> hosts) {
        this.hosts = List.copyOf(hosts);
    }

    /**
     * What comes of asking for a host.
     *
     * @param host the one; its rate has counted a mail, and a connection is reserved unless there was one; null if none
     * @param pause how long until there may be one; null if there is one, or if all have been tried or refuse us
     */
    record Choice(SmtpHost host, Duration pause) {}

    List<SmtpHost> all() {
        return hosts;
    }

    /**
     * Chooses a host for one mail.
     *
     * @param tried hosts that did not answer just now
     * @param connected whether the caller has a connection to a host already
     */
    synchronized Choice choose(Set<SmtpHost> tried, Predicate<SmtpHost> connected) {
        List<SmtpHost> well = new ArrayList<>();
        for (SmtpHost host : hosts) {
            if (!tried.contains(host) && host.circuit().isOpenForTry() && !host.isBlocked()) {
                well.add(host);
            }
        }
        if (well.isEmpty() && tried.isEmpty()) {
            // nobody answers: the caller's own pauses are enough, and no mail shall wait for a clock alone; who refuses
            // us,
            // though, has answered
            hosts.stream()
                    .filter(host -> !host.isBlocked())
                    .min(Comparator.comparing(host -> host.circuit().until()))
                    .ifPresent(well::add);
        }
        if (well.isEmpty()) {
            return new Choice(null, null);
        }
        List<SmtpHost> ready = new ArrayList<>();
        Duration pause = null;
        for (SmtpHost host : well) {
            Duration wait = host.pacer().pause();
            if (wait.isZero() && host.isCrowded() && !connected.test(host)) {
                wait = GLANCE;
            }
            if (wait.isZero()) {
                ready.add(host);
            } else if (pause == null || wait.compareTo(pause) < 0) {
                pause = wait;
            }
        }
        if (ready.isEmpty()) {
            return new Choice(null, pause);
        }
        SmtpHost next = next(ready);
        if (!connected.test(next) && !next.reserveConnection()) {
            return new Choice(null, GLANCE);
        }
        next.beginTry();
        next.pacer().take();
        return new Choice(next, null);
    }

    /** @return what the servers say that refuse us; empty if none does */
    String refusal() {
        return hosts.stream()
                .filter(SmtpHost::isBlocked)
                .map(SmtpHost::refusal)
                .findFirst()
                .orElse("");
    }

    /** @return how long until one of them is tried again, while none answers; empty while one does, as far as is known */
    Optional<Duration> away() {
        if (hosts.stream().anyMatch(host -> host.circuit().isWell() && !host.isBlocked())) {
            return Optional.empty();
        }
        return Optional.of(hosts.stream()
                .map(host -> host.circuit().remaining())
                .min(Comparator.naturalOrder())
                .map(wait -> wait.compareTo(SHORTEST_AWAY) < 0 ? SHORTEST_AWAY : wait)
                .filter(wait -> wait.compareTo(LONGEST_AWAY) < 0)
                .orElse(LONGEST_AWAY));
    }

    /** Smooth weighted round robin: in each round every host has its share, spread over the round. */
    private static SmtpHost next(List<SmtpHost> ready) {
        int total = 0;
        SmtpHost next = null;
        for (SmtpHost host : ready) {
            total += host.weight();
            host.balance += host.weight();
            if (next == null || host.balance > next.balance) {
                next = host;
            }
        }
        next.balance -= total;
        return next;
    }
}
