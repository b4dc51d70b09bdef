package io.rapport.journey.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.messaging.ContactRules;
import io.rapport.messaging.ContactRules.Limit;
import io.rapport.testing.RapportTest;
import io.rapport.testing.ShippedTables;
import java.time.Duration;
import java.util.List;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.repository.Deployment;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@RapportTest
@DisplayName("The contact policy is what was deployed last")
class DeployedContactRulesTest {

    @Autowired
    private ContactRules rules;

    @Autowired
    private RepositoryService repository;

    @Test
    @DisplayName("A cap that a manager deploys from the Modeler holds within seconds, and so does its taking back")
    void deployed() throws InterruptedException {
        assertThat(most()).contains(2);
        Deployment deployment = repository
                .createDeployment()
                .name("a manager's")
                .addString(
                        "processes/contact-policy.dmn",
                        ShippedTables.text().replaceFirst("(promotional-normal-then-most\">\\s*<text>)2", "$15"))
                .deploy();
        try {
            awaitMost(5);
        } finally {
            repository.deleteDeployment(deployment.getId());
        }
        awaitMost(2);
    }

    private List<Integer> most() {
        return rules.limits("promotional", "normal").stream()
                .filter(limit -> limit.counts().equals("category"))
                .map(Limit::most)
                .toList();
    }

    private void awaitMost(int number) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!most().equals(List.of(number))) {
            assertThat(System.nanoTime()).as("limit is " + most()).isLessThan(deadline);
            Thread.sleep(100);
        }
    }
}
