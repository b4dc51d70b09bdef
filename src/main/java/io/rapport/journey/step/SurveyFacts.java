package io.rapport.journey.step;

import io.rapport.feedback.Survey;
import io.rapport.feedback.Surveys;
import java.util.Optional;

/** What expressions may ask about the answer to the satisfaction survey of an order. All methods take the bare id. */
@Facts("surveyFacts")
public final class SurveyFacts {

    /** Up to this score a customer is unhappy. */
    private static final int UNHAPPY = 2;

    private final Surveys surveys;

    SurveyFacts(Surveys surveys) {
        this.surveys = surveys;
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
        return surveys.find("satisfaction", "order:" + orderId);
    }
}
