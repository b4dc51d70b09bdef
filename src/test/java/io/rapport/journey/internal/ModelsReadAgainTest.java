package io.rapport.journey.internal;

import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.inbox.EventStatus;
import io.rapport.testing.Journeys;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Shop;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.persistence.deploy.cache.DeploymentCache;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** The called journey waits with two timers; a node reads it again when it has just started. */
@RapportTest
@DisplayName("A model that the database failed on while it was read")
class ModelsReadAgainTest {

    private static final String CALLED = "delivery";

    @Autowired
    private ProcessEngine engine;

    @Autowired
    private RepositoryService repository;

    @Autowired
    private DataSource database;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private Journeys journeys;

    @Autowired
    private Shop shop;

    private String definition;

    @BeforeEach
    void asAfterAStart() {
        definition = repository
                .createProcessDefinitionQuery()
                .processDefinitionKey(CALLED)
                .latestVersion()
                .singleResult()
                .getId();
        cache().removeProcessDefinition(definition);
    }

    /** Whatever a test has found: the others read it whole. */
    @AfterEach
    void forget() {
        cache().removeProcessDefinition(definition);
    }

    private DeploymentCache cache() {
        return ((ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration()).getDeploymentCache();
    }

    /** The table of the timers' jobs is the last that is read. */
    private void readWhileTheTableOfJobsIsHeld() throws SQLException {
        try (Connection holder = database.getConnection();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("lock table rapport.act_ru_jobdef in access exclusive mode");
            assertThatThrownBy(() -> transaction.executeWithoutResult(status -> {
                        jdbc.sql("select set_config('lock_timeout', '100ms', true)")
                                .query(String.class)
                                .single();
                        repository.getProcessDefinition(definition);
                    }))
                    .hasStackTraceContaining("lock timeout");
            holder.rollback();
            holder.setAutoCommit(true);
        }
    }

    @Test
    @DisplayName("is not kept half read: the next order starts its journeys, with their timers, at the first try")
    void isReadAgain() throws Exception {
        String customer = shop.customer();
        readWhileTheTableOfJobsIsHeld();

        String order = newId("o");
        String event = newId("e");
        journeys.accept(event, "order.placed", customer, Shop.orderData(order, 40));
        journeys.settle();

        EventStatus status = journeys.status(event);
        assertThat(status.state()).as(status.reason()).isEqualTo(EventStatus.State.DONE);
        assertThat(status.attempts()).isZero();
        assertThat(journeys.isRunning(CALLED, "order:" + order)).isTrue();
        assertThat(jdbc.sql(
                                """
                        select count(*) from rapport.act_ru_job t join rapport.journey j on j.instance_id = t.process_instance_id_
                        where j.business_key = :key and j.journey = :journey and t.job_def_id_ is not null""")
                        .param("key", "order:" + order)
                        .param("journey", CALLED)
                        .query(Integer.class)
                        .single())
                .as("timers of the called journey")
                .isPositive();
    }

    @Test
    @DisplayName("is in nobody's hands before it is whole")
    void isNotKept() throws Exception {
        readWhileTheTableOfJobsIsHeld();

        assertThat(cache().getProcessDefinitionCache().get(definition)).isNull();
    }
}
