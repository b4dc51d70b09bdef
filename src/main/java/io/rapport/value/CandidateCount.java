package io.rapport.value;

import io.rapport.customer.ChangeKind;
import io.rapport.customer.ChangedCustomers;
import io.rapport.customer.Moves;
import io.rapport.value.FitCandidate.State;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Counts who would move if a candidate was live, page by page: all are scored by it, and of those who would be worth something
 * else what follows is asked. Sums are all that is kept.
 */
@Component
final class CandidateCount {

    private final FitCandidates candidates;
    private final ScoringOfAll scoring;
    private final LiveRules rules;
    private final QuintileTable quintiles;
    private final ScoreConsequences consequences;
    private final ChangedCustomers changed;

    CandidateCount(
            FitCandidates candidates,
            ScoringOfAll scoring,
            LiveRules rules,
            QuintileTable quintiles,
            ScoreConsequences consequences,
            ChangedCustomers changed) {
        this.candidates = candidates;
        this.scoring = scoring;
        this.rules = rules;
        this.quintiles = quintiles;
        this.consequences = consequences;
        this.changed = changed;
    }

    /**
     * @param candidate that there is, if there is one
     * @return whether it is to be counted, for the first time or since tables or segments are others. As long as many customers
     *     are to be evaluated it is not: that would be taken for moves by the candidate
     */
    boolean isDue(Optional<FitCandidate> candidate) {
        return candidate
                .filter(one -> one.state() == State.COMPARING
                        || one.state() == State.WAITING && !candidates.isCountedBy(one, consequences.basis()))
                .filter(one -> !changed.isBusy(ChangeKind.BULK) && !changed.isBusy(ChangeKind.FIRST))
                .isPresent();
    }

    /**
     * Counts a page. The first one begins anew, as does one after tables or segments have changed.
     *
     * @param after the last customer of the page before; empty for the first one
     * @param today the day
     * @return the last customer of the page; {@code null} if it was the last page
     */
    String next(FitCandidate candidate, String after, LocalDate today) {
        String basis = consequences.basis();
        boolean first = after.isEmpty() || !candidates.isCountedBy(candidate, basis);
        if (first) {
            candidates.begin(
                    candidate, scoring.fifths(rules.of(candidate), today).orElseGet(quintiles::read), basis);
        }
        ScoringOfAll.Compared page = scoring.compare(
                first ? "" : after, new Scoring(rules.of(candidate), candidates.fifths(candidate), today));
        List<Moves> moves = new ArrayList<>();
        page.moved().forEach(one -> moves.addAll(one.moves()));
        moves.addAll(consequences.of(
                page.moved().stream().map(ScoringOfAll.Scored::now).toList()));
        candidates.count(candidate, page.scored(), Moves.together(moves), page.last() == null);
        return page.last();
    }
}
