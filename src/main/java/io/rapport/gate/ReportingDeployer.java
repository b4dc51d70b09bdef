package io.rapport.gate;

import java.util.ArrayList;
import java.util.List;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.ParseException;
import org.camunda.bpm.engine.Problem;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.ProcessEnginePersistenceException;
import org.camunda.bpm.engine.ResourceReport;
import org.camunda.bpm.engine.impl.ProcessEngineImpl;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.persistence.deploy.Deployer;
import org.camunda.bpm.engine.impl.persistence.entity.DeploymentEntity;

/**
 * A deployer of the engine's own. What it does not take after the gate has let it pass is reported as the gate's findings are,
 * and not as a fault of the server.
 */
final class ReportingDeployer implements Deployer {

    private final Deployer usual;

    private ReportingDeployer(Deployer usual) {
        this.usual = usual;
    }

    /**
     * Takes the place of each of the engine's deployers behind the gate, where files are deployed. The configuration keeps
     * the engine's own: when a version is deleted, the engine searches there for the one that lets the version before start
     * again.
     */
    static void installIn(ProcessEngine engine) {
        ProcessEngineConfigurationImpl configuration = ((ProcessEngineImpl) engine).getProcessEngineConfiguration();
        List<Deployer> deployers = new ArrayList<>(configuration.getDeployers());
        deployers.replaceAll(
                deployer -> deployer instanceof DeploymentGate ? deployer : new ReportingDeployer(deployer));
        configuration.getDeploymentCache().setDeployers(deployers);
    }

    @Override
    public void deploy(DeploymentEntity deployment) {
        if (!deployment.isNew()) {
            usual.deploy(deployment);
            return;
        }
        try {
            usual.deploy(deployment);
        } catch (DeploymentRefused | OptimisticLockingException | AuthorizationException e) {
            throw e;
        } catch (ProcessEnginePersistenceException e) {
            // the database, not the model
            throw e;
        } catch (ParseException e) {
            throw new DeploymentRefused(findings(e));
        } catch (ProcessEngineException e) {
            throw refused(deployment, Rule.ENGINE, DmnCheck.cause(e));
        } catch (StackOverflowError e) {
            throw refused(deployment, Rule.NESTING);
        }
    }

    private static DeploymentRefused refused(DeploymentEntity deployment, Rule rule, Object... values) {
        String file =
                deployment.getResources().keySet().stream().sorted().findFirst().orElse("");
        Findings findings = new Findings();
        findings.add(rule, file, values);
        return new DeploymentRefused(findings.list());
    }

    private static List<Finding> findings(ParseException e) {
        List<Finding> findings = new ArrayList<>();
        for (ResourceReport report : e.getResorceReports()) {
            for (Problem problem : report.getErrors()) {
                findings.add(new Finding(
                        Rule.ENGINE,
                        report.getResourceName(),
                        problem.getMainElementId(),
                        null,
                        problem.getLine(),
                        problem.getColumn(),
                        RuleText.fill(Rule.ENGINE.message(), problem.getMessage()),
                        Rule.ENGINE.fix()));
            }
        }
        return findings;
    }
}
