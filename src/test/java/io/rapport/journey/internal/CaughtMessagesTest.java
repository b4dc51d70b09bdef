package io.rapport.journey.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.channel.MessageEvents;
import io.rapport.release.NodeRelease;
import io.rapport.testing.RapportTest;
import java.sql.SQLException;
import java.util.Set;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.RepositoryService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@RapportTest
@DisplayName("What a journey waits for is read from the models that are deployed")
class CaughtMessagesTest {

    private static final String NEVER_CAUGHT = MessageEvents.SENT;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private RepositoryService repository;

    @Autowired
    private NodeRelease release;

    private FallibleModels models;
    private CaughtMessages caught;

    @BeforeEach
    void readsThroughAConnectionThatMayFail() {
        models = new FallibleModels(repository);
        caught = new CaughtMessages(jdbc, models.models(), release);
    }

    private static RuntimeException away() {
        return new ProcessEngineException("cannot read the model", new SQLException("terminating connection", "57P01"));
    }

    private String definition(String key) {
        return repository
                .createProcessDefinitionQuery()
                .processDefinitionKey(key)
                .latestVersion()
                .singleResult()
                .getId();
    }

    @Test
    @DisplayName("one that could not be read while the database was away is read again, and nothing is made up for it")
    void theDatabaseIsAway() {
        RuntimeException failure = away();
        models.fail("", failure);
        assertThatThrownBy(() -> caught.catches("onboarding", "order.placed")).isSameAs(failure);
        assertThatThrownBy(() -> caught.awaitedAt(definition("onboarding"), "send-welcome"))
                .isSameAs(failure);

        models.recover();

        assertThat(caught.catches("onboarding", "order.placed")).isTrue();
        assertThat(caught.listens("onboarding", NEVER_CAUGHT)).isFalse();
    }

    @Test
    @DisplayName("one that cannot be read itself counts as one that waits for whatever becomes of its messages")
    void aModelIsBroken() {
        models.fail("onboarding:", new ProcessEngineException("no such element"));

        assertThat(caught.listens("onboarding", NEVER_CAUGHT)).isTrue();
        assertThat(caught.catches("onboarding", "order.placed")).isFalse();
        assertThat(caught.awaitedAt(definition("onboarding"), "send-welcome")).isEqualTo(Set.of());
        assertThat(caught.isCaught("customer.stage-changed"))
                .as("nobody knows what it waits for")
                .isTrue();
    }

    @Test
    @DisplayName("whether any waits for a message is asked of all")
    void any() {
        assertThat(caught.isCaught("order.placed")).isTrue();
        assertThat(caught.isCaught("customer.stage-changed")).isFalse();
    }
}
