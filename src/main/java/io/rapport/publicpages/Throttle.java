package io.rapport.publicpages;

import io.rapport.calendar.BusinessClock;
import io.rapport.link.Links.Link;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/**
 * Keeps a link in wrong hands from filling the inbox: so many changes in a while, counted on each node by itself and by
 * the mail that carried the link.
 */
@Component
final class Throttle {

    static final int MOST = 40;
    static final Duration WHILE = Duration.ofMinutes(10);

    /** Beyond it all counting begins anew: memory is worth more than the last count. */
    private static final int LARGEST = 100_000;

    private final BusinessClock clock;
    private final Map<UUID, Integer> counts = new ConcurrentHashMap<>();
    private volatile long window;

    Throttle(BusinessClock clock) {
        this.clock = clock;
    }

    /** Counts a change. @return whether it may be made */
    boolean permits(Link link) {
        long now = clock.instant().getEpochSecond() / WHILE.toSeconds();
        if (now != window || counts.size() > LARGEST) {
            window = now;
            counts.clear();
        }
        return counts.merge(link.messageId(), 1, Integer::sum) <= MOST;
    }
}
