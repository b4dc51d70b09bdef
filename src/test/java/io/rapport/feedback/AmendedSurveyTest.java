package io.rapport.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.calendar.BusinessClock;
import io.rapport.testing.Journeys;
import io.rapport.testing.RapportTest;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@RapportTest
@DisplayName("The answer to a survey")
class AmendedSurveyTest {

    @Autowired
    private Surveys surveys;

    @Autowired
    private Journeys journeys;

    @Autowired
    private BusinessClock clock;

    private String customer;
    private String survey;
    private Duration minutes = Duration.ZERO;

    @BeforeEach
    void ask() {
        customer = Journeys.newId("amends");
        journeys.event("customer.confirmed", customer, Map.of());
        survey = surveys.open("exit", customer, "customer:" + customer);
    }

    @AfterEach
    void setTheClockBack() {
        clock.moveBy(Duration.ZERO);
    }

    private Survey told(String type, int score) {
        minutes = minutes.plusMinutes(1);
        clock.moveBy(minutes);
        journeys.event(type, customer, Map.of("surveyId", survey, "score", score));
        return surveys.find(survey).orElseThrow();
    }

    @Test
    @DisplayName("is the first one, until the customer amends it")
    void amended() {
        assertThat(told("survey.answered", 1).score()).isEqualTo(1);
        assertThat(told("survey.answered", 4).score())
                .as("another first answer")
                .isEqualTo(1);
        assertThat(told("survey.amended", 5).score()).isEqualTo(5);
        assertThat(told("survey.amended", 3).score()).isEqualTo(3);
    }

    @Test
    @DisplayName("is the amended one also when the first is handled after it")
    void overtaken() {
        assertThat(told("survey.amended", 5).score()).isEqualTo(5);
        assertThat(told("survey.answered", 1).score()).isEqualTo(5);
    }
}
