package io.rapport.loyalty;

import io.rapport.customer.Moves;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a changed table of levels would change.
 *
 * @param members how many have a level now
 * @param moves who would go from where to where, most first
 */
public record LevelPreview(long members, List<Moves> moves) {

    /** @return how many levels would change */
    public long moved() {
        return Moves.sum(moves);
    }

    /** @return the same for people */
    public String text() {
        if (moves.isEmpty()) {
            return "none of " + members + " members would change level";
        }
        return moved() + " of " + members + " members would change level: "
                + moves.stream()
                        .map(move -> move.old() + " → " + move.now() + " (" + move.customers() + ")")
                        .collect(Collectors.joining(", "));
    }

    /** @return what follows from it, for people */
    public String advice() {
        return moves.isEmpty()
                ? "release it if that is meant; whom it gives less keeps the level until its review"
                : "release it if that is meant; loyalty.level-changed is raised " + moved()
                        + " times, once for each of them, and each starts the journeys that go by it";
    }
}
