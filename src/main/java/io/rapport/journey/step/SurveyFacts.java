package io.rapport.journey.step;

import io.rapport.customer.CustomerMerges;
import io.rapport.feedback.Survey;
import io.rapport.feedback.Surveys;
import java.util.Optional;

/** What expressions may ask about satisfaction surveys and their answers. All methods take bare ids. */
@Facts("surveyFacts")
public final class SurveyFacts {

    /** Up to this score a customer is unhappy. */
    private static final int UNHAPPY = 2;

    private static final String KIND = "satisfaction";

    private final Surveys surveys;
    private final CustomerMerges merges;

    SurveyFacts(Surveys surveys, CustomerMerges merges) {
        this.surveys = surveys;
        this.merges = merges;
    }

    /**
     * @param customerId bare id
     * @param days at the most
     * @return whether the customer was asked about any order within so many days
     */
    public boolean askedWithin(String customerId, int days) {
        return surveys.askedWithin(KIND, merges.idsOf(customerId), days);
    }

    /**
     * @param orderId bare id
     * @return the newest answer, 1 (worst) to 5 (best); 0 if there is none
     */
    public int score(String orderId) {
        return survey(orderId).map(Survey::score).orElse(0);
    }

    /**
     * @param orderId bare id
     * @return whether the newest answer is 1 or 2, and the one before it was not
     */
    public boolean turnedUnhappy(String orderId) {
        return survey(orderId)
                .filter(survey -> survey.score() != null && survey.score() <= UNHAPPY)
                .filter(survey -> survey.previousScore() != null && survey.previousScore() > UNHAPPY)
                .isPresent();
    }

    private Optional<Survey> survey(String orderId) {
        return surveys.find(KIND, "order:" + orderId);
    }
}
