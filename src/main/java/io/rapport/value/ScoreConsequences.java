package io.rapport.value;

import io.rapport.customer.Moves;
import java.util.List;

/**
 * Knows what follows from scores: tiers, stages and segments, of which this room knows nothing. The room of journeys does, which
 * knows all of them.
 */
public interface ScoreConsequences {

    /**
     * Says what would follow if customers had other scores than they have. Changes nothing; called in a transaction in which
     * nobody is evaluated.
     *
     * @param scores that they would have, of each customer once
     * @return who would go from where to where
     */
    List<Moves> of(List<CustomerScore> scores);

    /** @return by what it is said: another text whenever something else would be said of the same scores */
    default String basis() {
        return "";
    }
}
