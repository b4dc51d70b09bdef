package io.rapport.lifecycle;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a changed table would change.
 *
 * @param customers how many have a tier and a stage now
 * @param moves who would go from where to where, most first
 */
public record RelationshipPreview(long customers, List<Moves> moves) {

    /**
     * Customers who would go the same way.
     *
     * @param kind {@code tier} or {@code stage}
     * @param old where they are
     * @param now where they would be
     * @param customers how many
     */
    public record Moves(String kind, String old, String now, long customers) {}

    /** @return how many changes of either kind there would be */
    public long moved() {
        return moves.stream().mapToLong(Moves::customers).sum();
    }

    /** @return the same for people */
    public String text() {
        if (moves.isEmpty()) {
            return "none of " + customers + " customers would move";
        }
        return moved() + " of " + customers + " customers would move: "
                + moves.stream()
                        .map(move -> move.old() + " → " + move.now() + " (" + move.customers() + ")")
                        .collect(Collectors.joining(", "));
    }

    /** @return what follows from it, for people */
    public String advice() {
        return "release it if that is meant; what a changed table finds is recorded without events, so no journey starts by it";
    }
}
