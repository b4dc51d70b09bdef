package io.rapport.testing;

import java.util.ArrayList;
import java.util.List;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.impl.RepositoryServiceImpl;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.persistence.deploy.Deployer;
import org.camunda.bpm.engine.impl.persistence.deploy.cache.DeploymentCache;
import org.camunda.bpm.engine.repository.DeploymentBuilder;
import org.springframework.test.util.ReflectionTestUtils;

/**
 * Deploys models that the gate would not take: those that stand for what was deployed before there was a gate, and small
 * ones that leave out what a test does not need.
 */
public final class Ungated {

    private Ungated() {}

    /**
     * Deploys past the gate.
     *
     * @param repository of the engine
     * @param files made by it
     * @return the deployment's id
     */
    public static String deploy(RepositoryService repository, DeploymentBuilder files) {
        ProcessEngineConfigurationImpl engine = ((RepositoryServiceImpl) repository)
                .getCommandExecutor()
                .execute(context -> context.getProcessEngineConfiguration());
        List<Deployer> all = deployers(engine.getDeploymentCache());
        List<Deployer> others = all.stream()
                .filter(deployer -> !deployer.getClass().getSimpleName().equals("DeploymentGate"))
                .toList();
        if (others.size() == all.size()) {
            throw new IllegalStateException("there is no gate to go past");
        }
        try {
            engine.getDeploymentCache().setDeployers(others);
            return files.deploy().getId();
        } finally {
            engine.getDeploymentCache().setDeployers(all);
        }
    }

    /** Those that deploy files; the engine does not show them. */
    @SuppressWarnings("unchecked")
    private static List<Deployer> deployers(DeploymentCache cache) {
        Object deployer = ReflectionTestUtils.getField(cache, "cacheDeployer");
        return new ArrayList<>((List<Deployer>) ReflectionTestUtils.getField(deployer, "deployers"));
    }
}
