package io.rapport.feedback;

import java.time.Duration;
import java.time.Instant;

/** What an answer of a customer changes, by what it answers and how the complaint stands. Pure. */
public final class ReplyRule {

    /** So long after its close a complaint is opened once more by a "no". */
    public static final Duration REOPENS_WITHIN = Duration.ofDays(90);

    private ReplyRule() {}

    /**
     * Decides about one answer.
     *
     * @param accepted what the customer says now
     * @param offer which offer it answers, {@code null} if it names none
     * @param newest the newest offer, 0 if none was made
     * @param said the customer's word on the newest offer that counted, {@code null} if there was none
     * @param closedAt when the complaint was closed, {@code null} if it is open
     * @param outcome how it was closed
     * @param now when the answer was given
     * @return what it changes
     */
    public static Reply.Effect effect(
            boolean accepted, Integer offer, int newest, Boolean said, Instant closedAt, String outcome, Instant now) {
        if (offer != null && offer < newest) {
            return Reply.Effect.LATE;
        }
        if (closedAt == null) {
            return said == null ? Reply.Effect.COUNTS : Reply.Effect.NOTED;
        }
        boolean unheard = "silent".equals(outcome) || "not-reached".equals(outcome);
        if (accepted) {
            return unheard || "unresolved".equals(outcome) ? Reply.Effect.ACCEPTS : Reply.Effect.LATE;
        }
        boolean reopens = unheard || "accepted".equals(outcome);
        return reopens && !now.isAfter(closedAt.plus(REOPENS_WITHIN)) ? Reply.Effect.REOPENS : Reply.Effect.LATE;
    }
}
