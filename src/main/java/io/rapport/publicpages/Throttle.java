package io.rapport.publicpages;

import io.rapport.calendar.AttemptCounts;
import io.rapport.link.Links.Link;
import java.time.Duration;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.springframework.stereotype.Component;

/**
 * Keeps a link in wrong hands from filling the inbox: so many changes in a while, counted on each node by itself, by real time
 * and by the mail that carried the link.
 */
@Component
final class Throttle {

    static final int MOST = 40;
    static final Duration WHILE = Duration.ofMinutes(10);

    private final AttemptCounts<UUID> changes;

    Throttle() {
        this(System::nanoTime);
    }

    Throttle(LongSupplier nanoTime) {
        changes = new AttemptCounts<>(WHILE, nanoTime);
    }

    /** Counts a change. @return how long none may be made; zero if this one may */
    Duration pause(Link link) {
        return changes.add(link.messageId()) <= MOST ? Duration.ZERO : changes.left(link.messageId());
    }
}
