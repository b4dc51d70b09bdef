package io.rapport.journey.step;

import io.rapport.feedback.PanelInvitation;
import io.rapport.feedback.PanelRound;
import io.rapport.feedback.Panels;
import java.time.Duration;
import java.util.Date;

/** What expressions may ask about rounds of the customer panel. */
@Facts("panelFacts")
public final class PanelFacts {

    /** So long after the end of a round somebody who answered waits for its result. */
    private static final Duration PATIENCE = Duration.ofDays(90);

    private final Panels panels;

    PanelFacts(Panels panels) {
        this.panels = panels;
    }

    /**
     * @param customerId bare id of who was invited
     * @return when the round ends to which the customer was invited last
     */
    public Date endsAt(String customerId) {
        return Date.from(round(customerId).endsAt());
    }

    /**
     * @param customerId bare id of who was invited
     * @return when nobody waits any more for the result of that round
     */
    public Date resultBy(String customerId) {
        return Date.from(round(customerId).endsAt().plus(PATIENCE));
    }

    /** @return whether a round has ended whose result is to be written */
    public boolean isResultDue() {
        return panels.due().isPresent();
    }

    /** @return the number of the round that ended first of those; 0 if there is none */
    public long dueRound() {
        return panels.due().map(PanelRound::id).orElse(0L);
    }

    private PanelRound round(String customerId) {
        return panels.invitation(customerId)
                .map(PanelInvitation::roundId)
                .flatMap(panels::find)
                .orElseThrow(() -> new IllegalStateException("the customer was never invited to a round of the panel"));
    }
}
