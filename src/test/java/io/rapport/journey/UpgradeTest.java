package io.rapport.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.feedback.Surveys;
import io.rapport.testing.JourneyStory;
import io.rapport.testing.TestModels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Map;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The models of {@code src/test/resources/earlier} are those of before order-return and answer-follow-up. */
@DisplayName("Instances of the time before a part of their journey became one of its own do it themselves, once")
class UpgradeTest extends JourneyStory {

    @Autowired
    private TestModels models;

    @Autowired
    private RepositoryService repository;

    @Autowired
    private RuntimeService runtime;

    @Autowired
    private Surveys surveys;

    @BeforeEach
    void aCustomer() {
        customer = shop.customer();
    }

    /** Deploys a model as it was, at a time before the others. */
    private void earlier(String model) throws Exception {
        String name = model + ".bpmn";
        String deployment = models.deployPastTheGate(repository
                .createDeployment()
                .addString(name, Files.readString(Path.of("src/test/resources/earlier", name))));
        jdbc.sql("update rapport.act_re_deployment set deploy_time_ = :then where id_ = :id")
                .param("then", OffsetDateTime.parse("2020-01-01T00:00:00Z"))
                .param("id", deployment)
                .update();
    }

    private String surveyed() {
        String order = shop.order(customer, 80);
        shop.order(order, customer, "delivered");
        journeys.pass(Duration.ofDays(8));
        return order;
    }

    private void answered(String order, int score) {
        String survey =
                surveys.find("satisfaction", "order:" + order).orElseThrow().id();
        journeys.event("survey.answered", customer, Map.of("surveyId", survey, "score", score));
    }

    @Test
    @DisplayName("a return is confirmed by the old follow-up, and by order-return where there is none")
    void orderReturned() throws Exception {
        earlier("post-purchase");
        String order = shop.order(customer, 80);

        shop.order(order, customer, "returned");

        assertThat(journeys.outcome("post-purchase", "order:" + order)).isEqualTo("returned");
        assertThat(journeys.messages(customer)).containsOnlyOnce("return-confirmation");
        assertThat(journeys.messages(customer, "order-return")).isEmpty();
    }

    @Test
    @DisplayName("a return after the old follow-up has ended is confirmed by order-return")
    void orderReturnedLater() throws Exception {
        earlier("post-purchase");
        String order = shop.order(customer, 80);
        runtime.deleteProcessInstance(
                journeys.instance("post-purchase", "order:" + order).getId(), "it has ended");
        journeys.pass(Duration.ofDays(1));

        shop.order(order, customer, "returned");

        assertThat(journeys.messages(customer, "order-return")).containsExactly("return-confirmation");
    }

    @Test
    @DisplayName("an answer to a survey is followed up by the old survey, and a later change by answer-follow-up")
    void surveyAnswered() throws Exception {
        // the survey that a journey calls is that of its own time
        earlier("post-purchase");
        earlier("satisfaction");
        String order = surveyed();

        answered(order, 1);

        assertThat(journeys.openTasks("order:" + order)).containsExactly("call-dissatisfied");
        assertThat(journeys.isRunning("answer-follow-up", "order:" + order)).isFalse();
    }

    @Test
    @DisplayName("a survey that was sent after the change is followed up by answer-follow-up")
    void surveyOfToday() {
        String order = surveyed();

        answered(order, 1);

        assertThat(journeys.isRunning("answer-follow-up", "order:" + order)).isTrue();
    }
}
