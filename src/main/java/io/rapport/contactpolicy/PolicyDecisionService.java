package io.rapport.contactpolicy;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rules that managers change: whether a message may go, and how many are enough. Provided by the floor above, from the
 * tables of {@code contact-policy.dmn} in force.
 */
public interface PolicyDecisionService {

    /**
     * Asks whether a message may go (table {@code contact-policy}), and when (table {@code contact-timing}).
     *
     * @param facts the inputs by name: texts and truth values, see {@link PolicyVocabulary#facts}; of segments
     *     ({@link SegmentFact}), those in which the customer is
     * @return what the first rule that fits says
     * @throws PolicyTableException if a table is missing, fails, or has no rule that fits
     */
    RuleResult decide(Map<String, Object> facts);

    /** @return the inputs that the tables which decide ask for, by name; none where that is not known */
    default Set<String> reads() {
        return Set.of();
    }

    /**
     * Asks the table {@code contact-limits}.
     *
     * @param category such as {@code promotional}
     * @param pace {@code normal} or {@code less}
     * @return all lines that fit; none for what has no cap and counts in none
     * @throws PolicyTableException if the table is missing or fails
     */
    List<Limit> limits(String category, String pace);

    /**
     * What a rule says; each part as it stands in the table, null where it is left empty.
     *
     * @param outcome SEND, DEFER, SWITCH or WITHHOLD
     * @param waitFor what a deferred message waits for, such as {@code quiet-hours}
     * @param rule its code
     * @param reason the same in a person's words
     * @param table the table and its version, such as {@code contact-policy:3}
     */
    record RuleResult(String outcome, String waitFor, String rule, String reason, String table) {}

    /**
     * How many messages are enough.
     *
     * @param counts {@code category} for messages of the same category, {@code total} for all that have a line for it
     * @param most within the window; null for a line that only has them count
     * @param days length of the rolling window, 1 or more
     */
    record Limit(String counts, Integer most, int days) {}

    /** The tables cannot be asked; the text names what is wrong with them, and nothing of the customer. */
    final class PolicyTableException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        /** @param message names the table, the fault and the fix */
        public PolicyTableException(String message) {
            super(message);
        }

        /** @param message names the table, the fault and the fix */
        public PolicyTableException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
