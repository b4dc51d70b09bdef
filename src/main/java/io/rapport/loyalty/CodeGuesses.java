package io.rapport.loyalty;

import io.rapport.calendar.AttemptCounts;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Keeps somebody from finding coupons by trying codes: so many that there are not in a while, then none is answered. Counted
 * on each node by itself and by real time, since the clock of the processes jumps in demos: by who types where the shop says
 * it, and always for the whole of a system, which may name each try another one's.
 */
@Component
final class CodeGuesses {

    static final int MOST_OF_A_SHOPPER = 10;
    static final Duration WHILE = Duration.ofMinutes(10);

    private final int mostOfASystem;
    private final AttemptCounts<String> misses;

    /** @param mostOfASystem how many wrong codes a system may ask for in a while, by all who type */
    @Autowired
    CodeGuesses(@Value("${rapport.loyalty.wrong-codes:200}") int mostOfASystem) {
        this(mostOfASystem, System::nanoTime);
    }

    CodeGuesses(int mostOfASystem, LongSupplier nanoTime) {
        this.mostOfASystem = mostOfASystem;
        this.misses = new AttemptCounts<>(WHILE, nanoTime);
    }

    /**
     * @param system which asks
     * @param shopper who types, as the system names them; {@code null} if it does not
     * @return how long no answer may be given; zero if one may
     */
    Duration pause(String system, String shopper) {
        Duration ofSystem = misses.count(system) < mostOfASystem ? Duration.ZERO : misses.left(system);
        String key = key(system, shopper);
        Duration ofShopper =
                shopper == null || misses.count(key) < MOST_OF_A_SHOPPER ? Duration.ZERO : misses.left(key);
        return ofSystem.compareTo(ofShopper) > 0 ? ofSystem : ofShopper;
    }

    /** Counts a code that there is not. */
    void missed(String system, String shopper) {
        misses.add(system);
        if (shopper != null) {
            misses.add(key(system, shopper));
        }
    }

    private static String key(String system, String shopper) {
        return system + "\n" + shopper;
    }
}
