package io.rapport.customer.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** What two customers chose who turn out to be one person: the choice that has us write less. Pure decisions. */
final class PreferenceMerge {

    private static final String LESS = "less";

    private PreferenceMerge() {}

    /**
     * A row of {@code rapport.contact_preference}.
     *
     * @param pausedUntil null: the customer never paused
     * @param hour null: any
     * @param paceSeq number of the event that chose the pace; 0: none. Likewise the others
     */
    record Choice(String pace, Instant pausedUntil, Integer hour, long paceSeq, long pausedSeq, long hourSeq) {

        /** Of who never chose. */
        static final Choice NONE = new Choice("normal", null, null, 0, 0, 0);
    }

    /**
     * What a merged customer chose.
     *
     * @param mergeSeq number of the merge: what the one who stays chose after it holds as it is
     */
    record Merged(Choice choice, long mergeSeq) {}

    /**
     * @param present what holds
     * @param before what was the customer's own when others' choices came to it; null if none did
     * @return what is the customer's own: what was chosen since, and what was before
     */
    static Choice own(Choice present, Choice before) {
        if (before == null) {
            return present;
        }
        return new Choice(
                present.paceSeq() == before.paceSeq() ? before.pace() : present.pace(),
                present.pausedSeq() == before.pausedSeq() ? before.pausedUntil() : present.pausedUntil(),
                present.hourSeq() == before.hourSeq() ? before.hour() : present.hour(),
                present.paceSeq(),
                present.pausedSeq(),
                present.hourSeq());
    }

    /**
     * @param own what the customer chose
     * @param merged what those chose who were merged into the customer
     * @return what holds, under the customer's own numbers
     */
    static Choice stricter(Choice own, List<Merged> merged) {
        return new Choice(
                counting(own, own.paceSeq(), merged).stream()
                                .anyMatch(choice -> choice.pace().equals(LESS))
                        ? LESS
                        : own.pace(),
                counting(own, own.pausedSeq(), merged).stream()
                        .map(Choice::pausedUntil)
                        .filter(Objects::nonNull)
                        .max(Comparator.naturalOrder())
                        .orElse(null),
                counting(own, own.hourSeq(), merged).stream()
                        .map(Choice::hour)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null),
                own.paceSeq(),
                own.pausedSeq(),
                own.hourSeq());
    }

    private static List<Choice> counting(Choice own, long ownSeq, List<Merged> merged) {
        List<Choice> counting = new ArrayList<>(List.of(own));
        merged.stream()
                .filter(one -> one.mergeSeq() > ownSeq)
                .map(Merged::choice)
                .forEach(counting::add);
        return counting;
    }
}
