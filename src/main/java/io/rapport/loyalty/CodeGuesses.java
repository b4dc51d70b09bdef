package io.rapport.loyalty;

import io.rapport.calendar.BusinessClock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Keeps somebody from finding coupons by trying codes: so many that there are not in a while, then none is answered. Counted
 * on each node by itself: by who types where the shop says it, and always for the whole of a system, which may name each try
 * another one's.
 */
@Component
final class CodeGuesses {

    static final int MOST_OF_A_SHOPPER = 10;
    static final Duration WHILE = Duration.ofMinutes(10);

    /** Beyond it all counting begins anew: memory is worth more than the last count. */
    private static final int LARGEST = 100_000;

    private final BusinessClock clock;
    private final int mostOfASystem;
    private final Map<String, Integer> misses = new ConcurrentHashMap<>();
    private volatile long window;

    /** @param mostOfASystem how many wrong codes a system may ask for in a while, by all who type */
    CodeGuesses(BusinessClock clock, @Value("${rapport.loyalty.wrong-codes:200}") int mostOfASystem) {
        this.clock = clock;
        this.mostOfASystem = mostOfASystem;
    }

    /**
     * @param system which asks
     * @param shopper who types, as the system names them; {@code null} if it does not
     * @return whether an answer may be given
     */
    boolean permits(String system, String shopper) {
        begin();
        return misses.getOrDefault(system, 0) < mostOfASystem
                && (shopper == null || misses.getOrDefault(key(system, shopper), 0) < MOST_OF_A_SHOPPER);
    }

    /** Counts a code that there is not. */
    void missed(String system, String shopper) {
        begin();
        misses.merge(system, 1, Integer::sum);
        if (shopper != null) {
            misses.merge(key(system, shopper), 1, Integer::sum);
        }
    }

    private void begin() {
        long now = clock.instant().getEpochSecond() / WHILE.toSeconds();
        if (now != window || misses.size() > LARGEST) {
            window = now;
            misses.clear();
        }
    }

    private static String key(String system, String shopper) {
        return system + "\n" + shopper;
    }
}
