package io.rapport.gate;

import io.rapport.gate.RefusalAnswer.Problem;
import io.rapport.journey.expression.ReleaseDeployment;
import io.rapport.release.Author;
import io.rapport.release.NodeRelease;
import io.rapport.release.Release;
import io.rapport.release.ReleaseFile;
import io.rapport.release.ReleaseFinding;
import io.rapport.release.ReleaseOutcome;
import io.rapport.release.ReleaseRefused;
import io.rapport.release.Releases;
import io.rapport.release.Releases.Wish;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.camunda.bpm.engine.repository.DecisionDefinition;
import org.camunda.bpm.engine.repository.Deployment;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.camunda.bpm.engine.rest.dto.repository.DecisionDefinitionDto;
import org.camunda.bpm.engine.rest.dto.repository.DeploymentWithDefinitionsDto;
import org.camunda.bpm.engine.rest.dto.repository.ProcessDefinitionDto;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Deployments as the Modeler sends them: what is live, with these files changed. They are answered as the engine would answer,
 * also where nothing has changed.
 */
@Component
final class ReleaseDeployments {

    private static final Logger LOG = LoggerFactory.getLogger(ReleaseDeployments.class);

    private static final String ADMINISTRATORS = "camunda-admin";

    private final Releases releases;
    private final ModelKind models;
    private final NodeRelease node;
    private final RepositoryService repository;
    private final IdentityService identity;

    /** The first one waits for all that is used for the first time: how long, says whether the Modeler may have given up. */
    private final AtomicBoolean answered = new AtomicBoolean();

    ReleaseDeployments(
            Releases releases,
            ModelKind models,
            NodeRelease node,
            RepositoryService repository,
            IdentityService identity) {
        this.releases = releases;
        this.models = models;
        this.node = node;
        this.repository = repository;
        this.identity = identity;
    }

    /**
     * Releases files.
     *
     * @param name of the deployment, in the author's words; may be null
     * @param source of the deployment, as its client calls itself; may be null
     * @param files contents by name
     * @throws ReleaseRefused if something found in it keeps it out; findings name files as they were sent
     */
    DeploymentWithDefinitionsDto deploy(String name, String source, Map<String, byte[]> files) {
        long begun = System.nanoTime();
        try {
            return released(name, files);
        } finally {
            if (answered.compareAndSet(false, true)) {
                LOG.info(
                        "The first deployment over REST since the start took {} ms",
                        (System.nanoTime() - begun) / 1_000_000);
            }
        }
    }

    private DeploymentWithDefinitionsDto released(String name, Map<String, byte[]> files) {
        List<ReleaseFile> sent = new ArrayList<>();
        Map<String, String> names = new HashMap<>();
        files.forEach((file, content) -> {
            ReleaseFile made = ReleaseFile.of(file, content);
            sent.add(made);
            models.place(made, null).ifPresent(path -> names.put(path, file));
            Set<String> ids = models.ids(made);
            // a file takes the place of the one that is the same, whatever that is called
            node.files().all().stream()
                    .filter(live -> !Collections.disjoint(releases.ids(live), ids))
                    .forEach(live -> names.put(live.path(), file));
        });
        try {
            ReleaseOutcome outcome = releases.put(
                    new Wish(author(), Release.MODELER, message(name, files.keySet()), false), sent, false);
            return new Answer(
                    outcome,
                    sent.stream().flatMap(file -> models.ids(file).stream()).toList(),
                    outcome.findings().stream()
                            .map(finding -> RefusalAnswer.problem(asSent(finding, names)))
                            .toList());
        } catch (ReleaseRefused e) {
            throw new ReleaseRefused(
                    e.findings().stream().map(finding -> asSent(finding, names)).toList(), e.complete());
        }
    }

    private static ReleaseFinding asSent(ReleaseFinding finding, Map<String, String> names) {
        return finding.about(names.getOrDefault(finding.file(), finding.file()));
    }

    private static String message(String name, Set<String> files) {
        String all = String.join(", ", new TreeSet<>(files));
        return name == null || name.isBlank() ? all : name.strip() + ": " + all;
    }

    private Author author() {
        Authentication caller = identity.getCurrentAuthentication();
        if (caller == null || caller.getUserId() == null) {
            return new Author("unknown", false);
        }
        List<String> groups = caller.getGroupIds() == null ? List.of() : caller.getGroupIds();
        return new Author(caller.getUserId(), groups.contains(ADMINISTRATORS));
    }

    /** The engine's answer, with the definitions that are live, and the warnings. */
    final class Answer extends DeploymentWithDefinitionsDto {

        private final List<Problem> warnings;
        private final long release;

        Answer(ReleaseOutcome outcome, List<String> ids, List<Problem> warnings) {
            this.warnings = warnings;
            this.release = outcome.live() == null ? 0 : outcome.live().number();
            this.deployedProcessDefinitions = new LinkedHashMap<>();
            this.deployedDecisionDefinitions = new LinkedHashMap<>();
            String deployment = null;
            for (String sent : new TreeSet<>(ids)) {
                String key = sent.substring(sent.indexOf(' ') + 1);
                if (sent.startsWith("process ")) {
                    ProcessDefinition live = repository
                            .createProcessDefinitionQuery()
                            .processDefinitionKey(key)
                            .latestVersion()
                            .singleResult();
                    deployedProcessDefinitions.put(live.getId(), ProcessDefinitionDto.fromProcessDefinition(live));
                    deployment = live.getDeploymentId();
                } else if (sent.startsWith("decision ")) {
                    DecisionDefinition live = repository
                            .createDecisionDefinitionQuery()
                            .decisionDefinitionKey(key)
                            .latestVersion()
                            .singleResult();
                    deployedDecisionDefinitions.put(live.getId(), DecisionDefinitionDto.fromDecisionDefinition(live));
                    deployment = live.getDeploymentId();
                }
            }
            Deployment made = deployment == null ? madeBy(release) : byId(deployment);
            if (made != null) {
                this.id = made.getId();
                this.name = made.getName();
                this.source = made.getSource();
                this.deploymentTime = made.getDeploymentTime();
            } else if (outcome.live() != null) {
                // dates, segments, people and event types are none of the engine's files
                this.id = "release-" + release;
                this.name = ReleaseDeployment.name(release);
                this.source = ReleaseDeployment.SOURCE;
                this.deploymentTime = Date.from(outcome.live().at());
            }
        }

        public List<Problem> getWarnings() {
            return warnings;
        }

        /** @return the number of the release that is live */
        public long getRelease() {
            return release;
        }
    }

    private Deployment byId(String id) {
        return repository.createDeploymentQuery().deploymentId(id).singleResult();
    }

    /** @return the deployment that a release has made; null if it made none */
    private Deployment madeBy(long release) {
        return repository
                .createDeploymentQuery()
                .deploymentName(ReleaseDeployment.name(release))
                .deploymentSource(ReleaseDeployment.SOURCE)
                .singleResult();
    }
}
