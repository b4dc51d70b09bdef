package io.rapport.messaging.internal.smtp;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The mail servers of this node. Each next mail goes to the one whose turn it is by weight, among those that answer and
 * may take another mail now.
 */
final class SmtpHosts {

    /** When all connections are taken: how long until one looks again. */
    private static final Duration GLANCE = Duration.ofMillis(50);

    private final List<SmtpHost> hosts;

    /** @param hosts at least one */
    SmtpHosts(List<SmtpHost> hosts) {
        this.hosts = List.copyOf(hosts);
    }

    /**
     * What comes of asking for a host.
     *
     * @param host the one; its rate has counted a mail, and a connection is reserved unless there was one; null if none
     * @param pause how long until there may be one; null if there is one, or if all have been tried
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
            if (!tried.contains(host) && host.circuit().isOpenForTry()) {
                well.add(host);
            }
        }
        if (well.isEmpty() && tried.isEmpty()) {
            // nobody answers: the caller's own pauses are enough, and no mail shall wait for a clock alone
            well.add(hosts.stream()
                    .min(Comparator.comparing(host -> host.circuit().until()))
                    .orElseThrow());
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
        SmtpHost next = turn(ready);
        if (!connected.test(next) && !next.reserveConnection()) {
            return new Choice(null, GLANCE);
        }
        next.circuit().insist();
        next.pacer().take();
        return new Choice(next, null);
    }

    /** Smooth weighted round robin: in each round every host has its share, spread over the round. */
    private static SmtpHost turn(List<SmtpHost> ready) {
        int total = 0;
        SmtpHost next = null;
        for (SmtpHost host : ready) {
            total += host.weight();
            host.turn += host.weight();
            if (next == null || host.turn > next.turn) {
                next = host;
            }
        }
        next.turn -= total;
        return next;
    }
}
