package io.rapport.journey.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.release.NodeRelease;
import io.rapport.testing.RapportTest;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.RepositoryService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
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

    private StartMessages starts;
    private RuntimeException failure;
    private String failing;

    @BeforeEach
    void readsThroughAConnectionThatMayFail() {
        RepositoryService fallible = (RepositoryService) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {RepositoryService.class}, (proxy, method, arguments) -> {
                    if (failure != null && ((String) arguments[0]).startsWith(failing)) {
                        throw failure;
                    }
                    try {
                        return method.invoke(repository, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        starts = new StartMessages(
                jdbc,
                new DeployedModels(new ObjectProvider<>() {
                    @Override
                    public RepositoryService getObject() {
                        return fallible;
                    }
                }),
                release);
    }

    private List<String> journeys(String message) {
        return starts.of(message).stream().map(StartMessages.Start::journey).toList();
    }

    @Test
    @DisplayName("one that could not be read while the database was away is read again: the event waits for it")
    void theDatabaseIsAway() {
        failing = "";
        failure = new ProcessEngineException(
                "cannot read the model", new SQLTransientConnectionException("the database is away"));
        assertThatThrownBy(() -> starts.of(REGISTERED)).isSameAs(failure);

        failure = null;

        assertThat(journeys(REGISTERED)).contains("onboarding");
    }

    @Test
    @DisplayName("one that cannot be read itself starts nothing, and the others start as ever")
    void aModelIsBroken() {
        failing = "onboarding:";
        failure = new ProcessEngineException("no such element");

        assertThat(journeys(REGISTERED)).doesNotContain("onboarding");
        assertThat(journeys("order.placed")).contains("post-purchase");
    }
}
