package io.rapport.lifecycle;

import io.rapport.customer.Moves;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a changed table would change.
 *
 * @param customers how many have a tier and a stage now
 * @param moves who would go from where to where, most first
 */
public record RelationshipPreview(long customers, List<Moves> moves) {

    /** @return how many changes of either kind there would be */
    public long moved() {
        return Moves.sum(moves);
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

    /** @return the same where an earlier table is released again: who is between its limits to come and to stay does not come back */
    public String adviceOfReturn() {
        return "release it if that is meant; whom a later table has moved comes back only by the limits to come there, not by"
                + " those to stay, and what is found is recorded without events, so no journey starts by it";
    }
}
