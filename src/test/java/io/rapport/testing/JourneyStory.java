package io.rapport.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.test.assertions.bpmn.AbstractAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Stories about one journey: told with a shop and a movable clock, until each flow node of its models was reached. */
@RapportTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class JourneyStory {

    @Autowired
    protected Journeys journeys;

    @Autowired
    protected Shop shop;

    @Autowired
    protected JdbcClient jdbc;

    @Autowired
    private FlowNodeCoverage coverage;

    @Autowired
    protected ProcessEngine engine;

    private final List<String> models;

    /** @param models keys of the processes that the stories must cover; none where they are about something else */
    protected JourneyStory(String... models) {
        this.models = List.of(models);
    }

    @BeforeEach
    final void assertOnThisEngine() {
        AbstractAssertions.init(engine);
    }

    @AfterEach
    final void backToNow() {
        journeys.now();
        AbstractAssertions.reset();
    }

    @AfterAll
    final void everyFlowNodeWasReached() {
        for (String model : models) {
            assertThat(coverage.missing(model))
                    .as("flow nodes of %s that no test reached", model)
                    .isEmpty();
        }
    }
}
