package io.rapport.journey;

import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.testing.Journeys;
import io.rapport.testing.Models;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Shop;
import io.rapport.testing.TestModels;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.camunda.bpm.engine.runtime.EventSubscription;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@RapportTest
@DisplayName("Any number of journeys start on one event type")
class SeveralJourneysTest {

    private static final String TYPE = "customer.lapsed";

    @Autowired
    private TestModels models;

    @Autowired
    private Journeys journeys;

    @Autowired
    private Shop shop;

    @Autowired
    private RepositoryService repository;

    @Autowired
    private RuntimeService runtime;

    private static String model(String journey) {
        return Models.waiting(journey, TYPE, "customer.updated", "once");
    }

    private void lapse(String customer) {
        journeys.event(TYPE, customer, Map.of("lastOrderAt", "2026-01-01T00:00:00Z"));
    }

    private List<String> starts(String journey) {
        return runtime.createEventSubscriptionQuery().eventType("message").list().stream()
                .filter(subscription -> subscription.getExecutionId() == null)
                .filter(subscription -> definition(subscription).startsWith(journey + ":"))
                .map(EventSubscription::getEventName)
                .toList();
    }

    private static String definition(EventSubscription start) {
        return ((org.camunda.bpm.engine.impl.persistence.entity.EventSubscriptionEntity) start).getConfiguration();
    }

    @Test
    @DisplayName("also two of one deployment, beside one that was there before")
    void ofOneDeployment() {
        String first = newId("lapsed");
        String second = newId("lapsed");
        models.deploy(Map.of(first, model(first), second, model(second)));
        String customer = shop.customer();
        String key = "customer:" + customer;

        lapse(customer);

        assertThat(journeys.isRunning(first, key)).isTrue();
        assertThat(journeys.isRunning(second, key)).isTrue();
        assertThat(journeys.isRunning("win-back", key)).isTrue();
        journeys.event("customer.updated", customer, Map.of("firstName", "Bo"));
        assertThat(journeys.outcome(first, key)).isEqualTo("heard");
        assertThat(journeys.outcome(second, key)).isEqualTo("heard");
    }

    @Test
    @DisplayName("whatever shows what a journey starts on names the event type")
    void named() {
        String journey = newId("lapsed");
        models.deploy(Map.of(journey, model(journey)));
        assertThat(starts(journey)).containsExactly(TYPE);
        assertThat(starts("win-back")).containsExactly(TYPE);
    }

    @Test
    @DisplayName("a new version takes the old one's place and leaves the other journeys alone")
    void newVersion() {
        String changed = newId("lapsed");
        String other = newId("lapsed");
        models.deploy(Map.of(changed, model(changed), other, model(other)));
        models.deploy(Map.of(changed, model(changed).replace("P3D", "P4D")));
        String customer = shop.customer();

        lapse(customer);

        assertThat(starts(changed)).containsExactly(TYPE);
        List<ProcessDefinition> versions = repository
                .createProcessDefinitionQuery()
                .processDefinitionKey(changed)
                .latestVersion()
                .list();
        assertThat(journeys.instance(changed, "customer:" + customer).getProcessDefinitionId())
                .isEqualTo(versions.get(0).getId());
        assertThat(versions.get(0).getVersion()).isEqualTo(2);
        assertThat(journeys.isRunning(other, "customer:" + customer)).isTrue();
    }

    @Test
    @DisplayName("an older version starts again when the newer one is taken away")
    void versionTakenAway() {
        String journey = newId("lapsed");
        models.deploy(Map.of(journey, model(journey)));
        String newer = models.deploy(Map.of(journey, model(journey).replace("P3D", "P4D")));
        repository
                .deleteProcessDefinitions()
                .byIds(repository
                        .createProcessDefinitionQuery()
                        .deploymentId(newer)
                        .singleResult()
                        .getId())
                .cascade()
                .delete();
        assertThat(starts(journey)).containsExactly(TYPE);
        assertThat(starts("win-back")).containsExactly(TYPE);
    }
}
