package io.rapport.testing;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.repository.DeploymentBuilder;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.stereotype.Component;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/** Models that a test deploys for itself alone: they go with their instances when it ends, the newest first. */
@Component
public class TestModels {

    private final RepositoryService repository;
    private final Deque<String> deployments = new ArrayDeque<>();

    TestModels(RepositoryService repository) {
        this.repository = repository;
    }

    /** @return the id of the deployment of one model, which the gate lets pass */
    public String deploy(String key, String model) {
        return deploy(Map.of(key, model));
    }

    /**
     * @param models by the keys of their processes
     * @return the id of the deployment, which the gate lets pass
     */
    public String deploy(Map<String, String> models) {
        return remember(files(models).deploy().getId());
    }

    /** @return the id of the deployment of one model, which the gate does not see */
    public String deployPastTheGate(String key, String model) {
        return deployPastTheGate(Map.of(key, model));
    }

    /** @return the id of a deployment that the gate does not see */
    public String deployPastTheGate(Map<String, String> models) {
        return deployPastTheGate(files(models));
    }

    /**
     * @param files made by the engine's repository
     * @return the id of a deployment that the gate does not see
     */
    public String deployPastTheGate(DeploymentBuilder files) {
        return remember(Ungated.deploy(repository, files));
    }

    private DeploymentBuilder files(Map<String, String> models) {
        DeploymentBuilder files = repository.createDeployment();
        models.forEach((key, model) -> files.addString(key + ".bpmn", model));
        return files;
    }

    private String remember(String deployment) {
        deployments.push(deployment);
        return deployment;
    }

    private void takeAway() {
        while (!deployments.isEmpty()) {
            repository.deleteDeployment(deployments.pop(), true);
        }
    }

    /**
     * Leaves the application as the next test wants it: without these models, at the real time, and with nothing that waits;
     * and as the start had made it for the next class.
     */
    static final class Cleaning implements AfterEachCallback, AfterAllCallback {

        @Override
        public void afterEach(ExtensionContext test) {
            var application = SpringExtension.getApplicationContext(test);
            application.getBean(TestModels.class).takeAway();
            application.getBean(Journeys.class).end();
        }

        @Override
        public void afterAll(ExtensionContext tests) throws SQLException {
            var application = SpringExtension.getApplicationContext(tests);
            if (isPartOfAnother(tests)) {
                application.getBean(Journeys.class).dropEvents();
            } else {
                application.getBean(StateOfStart.class).restore();
                application.getBean(FlowNodeCoverage.class).forget();
            }
        }

        private static boolean isPartOfAnother(ExtensionContext tests) {
            return tests.getParent().flatMap(ExtensionContext::getTestClass).isPresent();
        }
    }
}
