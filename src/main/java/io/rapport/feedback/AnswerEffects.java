package io.rapport.feedback;

import io.rapport.calendar.BusinessClock;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** What a customer's answer to an offer of ours about a complaint would do now, by {@link ReplyRule}. */
@Component
public final class AnswerEffects {

    private final Complaints complaints;
    private final ComplaintOffers offers;
    private final BusinessClock clock;

    AnswerEffects(Complaints complaints, ComplaintOffers offers, BusinessClock clock) {
        this.complaints = complaints;
        this.offers = offers;
        this.clock = clock;
    }

    /** What an answer does. */
    public enum AnswerEffect {
        /** We wait for it; after a "no" the complaint is investigated again. */
        DECIDES,
        /** We wait for it; the complaint was investigated twice, and a "no" closes it unresolved. */
        DECIDES_LAST,
        /** It was answered; the complaint is being investigated, and those who do so read the new answer. */
        READ,
        /** The complaint is closed; a "no" opens it once more. */
        REOPENS,
        /** The complaint is closed and was investigated twice: a "no" makes it unresolved, and opens it no more. */
        STAYS_CLOSED,
        /** There is a newer offer, whose mail has the link that counts. */
        NONE,
        /** The complaint is closed for good; only a "yes" is taken. */
        FINAL
    }

    /**
     * @param complaintId bare id; of a complaint that is not known here yet, an answer decides
     * @param offer number of the offer that the answer is to; 0 if that is not known
     * @return what an answer would do now
     */
    public AnswerEffect of(String complaintId, int offer) {
        Optional<Complaint> found = complaints.find(complaintId);
        if (found.isEmpty()) {
            return AnswerEffect.DECIDES;
        }
        Complaint complaint = found.get();
        int newest = offers.offers(complaintId).size();
        Integer named = offer == 0 ? null : Integer.valueOf(offer);
        if (named != null && named < newest) {
            return AnswerEffect.NONE;
        }
        return switch (ReplyRule.effect(
                false,
                named,
                newest,
                complaint.accepted(),
                complaint.closedAt(),
                complaint.outcome(),
                clock.instant())) {
            case COUNTS -> complaint.isReopened() ? AnswerEffect.DECIDES_LAST : AnswerEffect.DECIDES;
            case NOTED -> AnswerEffect.READ;
            // the journey that takes it up asks the same, and investigates nothing a third time
            case REOPENS -> complaint.isReopened() ? AnswerEffect.STAYS_CLOSED : AnswerEffect.REOPENS;
            case ACCEPTS, LATE -> AnswerEffect.FINAL;
        };
    }
}
