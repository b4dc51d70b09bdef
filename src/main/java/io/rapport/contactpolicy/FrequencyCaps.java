package io.rapport.contactpolicy;

import io.rapport.contactpolicy.PolicyDecisionService.Limit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Whether a customer may get one more message now, by rolling windows: a contact counts until the window's length has
 * passed since it, to the moment.
 *
 * @param cap which limit is reached
 * @param freeAt when all limits have room again; null while none is reached, {@link Instant#MAX} for never
 * @param outranked whether others that go first want all the room there is
 * @param counted the limits with their numbers, for people
 */
public record FrequencyCaps(Cap cap, Instant freeAt, boolean outranked, String counted) {

    /** The word of a limit that holds for all categories that have one of the kind. */
    public static final String TOTAL = "total";

    /**
     * A message that the customer got, or may have got.
     *
     * @param category its category
     * @param at when
     */
    public record CountedMessage(String category, Instant at) {}

    /**
     * A message to the customer that goes before the one in question, and could go now but for the limits.
     *
     * @param category its category
     * @param heldBy which limit holds it; null if it is about to be evaluated
     */
    public record CompetingMessage(String category, Cap heldBy) {

        private boolean wants(Cap limit) {
            return heldBy == null || heldBy == limit;
        }
    }

    /**
     * Counts.
     *
     * @param category of the message in question
     * @param limits all that hold for it
     * @param counting the categories that the total is over
     * @param contacts of the customer, in any order
     * @param rivals of the message
     * @param now business time
     * @return what is free
     */
    public static FrequencyCaps count(
            String category,
            List<Limit> limits,
            Set<String> counting,
            List<CountedMessage> contacts,
            List<CompetingMessage> rivals,
            Instant now) {
        Cap reached = Cap.NONE;
        Instant freeAt = null;
        boolean outranked = false;
        List<String> counted = new ArrayList<>();
        for (Limit limit : limits) {
            if (limit.most() == null) {
                continue;
            }
            Cap kind = limit.counts().equals(TOTAL) ? Cap.TOTAL : Cap.CATEGORY;
            Duration window = Duration.ofDays(limit.days());
            List<Instant> inWindow = contacts.stream()
                    .filter(contact -> counts(kind, contact.category(), category, counting))
                    .map(contact -> contact.at().plus(window))
                    .filter(leaves -> leaves.isAfter(now))
                    .sorted()
                    .toList();
            int used = inWindow.size();
            counted.add((kind == Cap.TOTAL ? TOTAL : category) + " " + used + " of " + limit.most() + " in "
                    + limit.days() + " days");
            if (used >= limit.most()) {
                // room comes back when as many have left as are too many
                Instant free = limit.most() == 0 ? Instant.MAX : inWindow.get(used - limit.most());
                freeAt = freeAt == null || free.isAfter(freeAt) ? free : freeAt;
                reached = reached == Cap.CATEGORY ? reached : kind;
            } else {
                long before = rivals.stream()
                        .filter(rival -> rival.wants(kind) && counts(kind, rival.category(), category, counting))
                        .count();
                outranked |= before >= limit.most() - used;
            }
        }
        return new FrequencyCaps(reached, freeAt, outranked && reached == Cap.NONE, String.join("; ", counted));
    }

    private static boolean counts(Cap kind, String other, String category, Set<String> counting) {
        return kind == Cap.TOTAL ? counting.contains(other) : other.equals(category);
    }
}
