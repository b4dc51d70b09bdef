package io.rapport.journey.internal;

import io.rapport.customer.Moves;
import io.rapport.lifecycle.RelationshipPreviews;
import io.rapport.lifecycle.Relationships.CustomerStanding;
import io.rapport.lifecycle.SupposedStandings;
import io.rapport.lifecycle.SupposedWorth;
import io.rapport.segment.SegmentPreviews;
import io.rapport.segment.SupposedCustomer;
import io.rapport.value.CustomerScore;
import io.rapport.value.ScoreConsequences;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** What other scores would change behind them, in the order in which customers are evaluated: tier and stage, then segments. */
@Component
final class ConsequencesOfScores implements ScoreConsequences {

    private final RelationshipPreviews relationships;
    private final SegmentPreviews segments;

    ConsequencesOfScores(RelationshipPreviews relationships, SegmentPreviews segments) {
        this.relationships = relationships;
        this.segments = segments;
    }

    @Override
    public List<Moves> of(List<CustomerScore> scores) {
        if (scores.isEmpty()) {
            return List.of();
        }
        SupposedStandings supposed = relationships.supposing(scores.stream()
                .map(score -> new SupposedWorth(score.customerId(), score.valueClass(), score.alive()))
                .toList());
        Map<String, CustomerStanding> standings = new HashMap<>();
        supposed.standings().forEach(standing -> standings.put(standing.customerId(), standing));
        List<Moves> moves = new ArrayList<>(supposed.moves());
        moves.addAll(segments.supposing(scores.stream()
                .map(score -> supposed(score, standings.get(score.customerId())))
                .toList()));
        return moves;
    }

    private static SupposedCustomer supposed(CustomerScore score, CustomerStanding standing) {
        return new SupposedCustomer(
                score.customerId(),
                score.valueClass(),
                score.alive(),
                standing == null ? null : standing.tier(),
                standing == null ? null : standing.stage());
    }

    @Override
    public String basis() {
        return relationships.basis() + " " + segments.basis();
    }
}
