package io.rapport.journey.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.inbox.EventTypes;
import io.rapport.release.NodeRelease;
import io.rapport.testing.RapportTest;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.RepositoryService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@RapportTest
@DisplayName("What starts on an event is read from the models that are deployed")
class StartMessagesTest {

    private static final String REGISTERED = "customer.registered";

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private RepositoryService repository;

    @Autowired
    private NodeRelease release;

    @Autowired
    private EventTypes types;

    private FallibleModels models;
    private StartMessages starts;

    @BeforeEach
    void readsThroughAConnectionThatMayFail() {
        models = new FallibleModels(repository);
        starts = new StartMessages(jdbc, models.models(), release, types);
    }

    private List<String> journeys(String message) {
        return starts.of(message).stream().map(StartMessages.Start::journey).toList();
    }

    @Test
    @DisplayName("one that could not be read while the database was away is read again: the event waits for it")
    void theDatabaseIsAway() {
        RuntimeException failure = new ProcessEngineException(
                "cannot read the model", new SQLTransientConnectionException("the database is away"));
        models.fail("", failure);
        assertThatThrownBy(() -> starts.of(REGISTERED)).isSameAs(failure);

        models.recover();

        assertThat(journeys(REGISTERED)).contains("onboarding");
    }

    @Test
    @DisplayName("one that cannot be read itself starts nothing, and the others start as ever")
    void aModelIsBroken() {
        models.fail("onboarding:", new ProcessEngineException("no such element"));

        assertThat(journeys(REGISTERED)).doesNotContain("onboarding");
        assertThat(journeys("order.placed")).contains("post-purchase");
    }
}
