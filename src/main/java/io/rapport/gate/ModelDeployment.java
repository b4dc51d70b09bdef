package io.rapport.gate;

import io.rapport.gate.DeployedFiles.Definition;
import io.rapport.journey.expression.ReleaseDeployment;
import io.rapport.release.ReleaseFile;
import io.rapport.release.ReleaseFiles;
import io.rapport.release.ReleaseRefused;
import java.io.ByteArrayInputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.event.EventType;
import org.camunda.bpm.engine.impl.persistence.entity.EventSubscriptionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.EventSubscriptionManager;
import org.camunda.bpm.engine.repository.DeploymentBuilder;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.springframework.beans.factory.ObjectProvider;

/**
 * Has the engine's newest definitions be what is live. Whatever differs is deployed, in one deployment a release, and with
 * each model all that the model is bound to. What the engine would call a duplicate plays no part.
 */
final class ModelDeployment {

    private final DeployedFiles deployed;
    private final ObjectProvider<ProcessEngine> engine;

    /** Files of the engine's deployments, which never change. */
    private final Map<String, Map<String, String>> hashes = new ConcurrentHashMap<>();

    ModelDeployment(DeployedFiles deployed, ObjectProvider<ProcessEngine> engine) {
        this.deployed = deployed;
        this.engine = engine;
    }

    /** @return whether the engine's newest definitions are those of the models */
    boolean isInForce(ModelSet models, ReleaseFiles files) {
        return toDeploy(models, files, Set.of()).isEmpty();
    }

    /**
     * Deploys what differs, and takes the starts away from journeys that have left.
     *
     * @param release its number
     * @param models of the release
     * @param before the models that are live now
     * @param files of the release
     */
    void deploy(long release, ModelSet models, ModelSet before, ReleaseFiles files) {
        Set<String> comeBack = new HashSet<>(models.processes().keySet());
        comeBack.removeAll(before.processes().keySet());
        Set<String> paths = toDeploy(models, files, comeBack);
        RepositoryService repository = engine.getObject().getRepositoryService();
        if (!paths.isEmpty()) {
            DeploymentBuilder deployment = repository
                    .createDeployment()
                    .name(ReleaseDeployment.name(release))
                    .source(ReleaseDeployment.SOURCE);
            paths.forEach(path -> deployment.addInputStream(
                    path, new ByteArrayInputStream(files.at(path).orElseThrow().bytes())));
            try {
                DeploymentGate.ofRelease(deployment::deploy);
            } catch (DeploymentRefused e) {
                throw new ReleaseRefused(
                        e.findings().stream().map(Finding::ofRelease).toList());
            }
        }
        Set<String> left = new TreeSet<>(before.processes().keySet());
        left.removeAll(models.processes().keySet());
        left.forEach(this::endStarts);
    }

    private Set<String> toDeploy(ModelSet models, ReleaseFiles files, Set<String> comeBack) {
        Map<String, Definition> newest = new HashMap<>();
        deployed.definitions()
                .forEach(definition -> newest.put(definition.kind() + " " + definition.key(), definition));
        List<String> unknown = newest.values().stream()
                .map(Definition::deployment)
                .distinct()
                .filter(deployment -> !hashes.containsKey(deployment))
                .toList();
        if (!unknown.isEmpty()) {
            hashes.putAll(deployed.hashes(unknown));
        }
        hashes.keySet()
                .retainAll(newest.values().stream().map(Definition::deployment).collect(Collectors.toSet()));
        Set<String> paths = new TreeSet<>();
        models.processes().forEach((key, process) -> {
            Set<String> closure = closure(process, models, files);
            Definition definition = newest.get("process " + key);
            boolean there = definition != null
                    && definition.startable()
                    && !comeBack.contains(key)
                    && ReleaseDeployment.SOURCE.equals(definition.source())
                    && closure.stream().allMatch(path -> holds(definition, path, files));
            if (!there) {
                paths.addAll(closure);
            }
        });
        models.decisions().forEach((key, table) -> {
            if (!isNewest(newest.get("decision " + key), table.file(), files)) {
                paths.add(table.file());
            }
        });
        models.forms().forEach((id, form) -> {
            if (!isNewest(newest.get("form " + id), form.file(), files)) {
                paths.add(form.file());
            }
        });
        return paths;
    }

    private boolean isNewest(Definition definition, String path, ReleaseFiles files) {
        return definition != null
                && files.at(path)
                        .map(file -> file.hash()
                                .equals(hashes.get(definition.deployment()).get(definition.file())))
                        .orElse(false);
    }

    private boolean holds(Definition definition, String path, ReleaseFiles files) {
        return files.at(path)
                .map(file ->
                        file.hash().equals(hashes.get(definition.deployment()).get(path)))
                .orElse(false);
    }

    /** The files that a model is bound to: its own, its forms, those of the journeys that it calls, and their texts. */
    private static Set<String> closure(ProcessModel process, ModelSet models, ReleaseFiles files) {
        Set<String> paths = new TreeSet<>();
        Set<String> seen = new HashSet<>();
        Deque<ProcessModel> open = new ArrayDeque<>(List.of(process));
        while (!open.isEmpty()) {
            ProcessModel next = open.pop();
            if (!seen.add(next.key())) {
                continue;
            }
            addWithTexts(next.file(), files, paths);
            next.element().all("userTask").forEach(task -> {
                ModelSet.Form form = models.forms().get(Objects.toString(task.camunda("formRef"), ""));
                if (form != null) {
                    addWithTexts(form.file(), files, paths);
                }
            });
            next.element().all("callActivity").forEach(call -> {
                ProcessModel called = models.processes().get(Objects.toString(call.attribute("calledElement"), ""));
                if (called != null) {
                    open.push(called);
                }
            });
        }
        return paths;
    }

    /** Texts in other languages lie beside a file: {@code onboarding.zh.yaml} beside {@code onboarding.bpmn}. */
    private static void addWithTexts(String path, ReleaseFiles files, Set<String> paths) {
        paths.add(path);
        String beginning = path.substring(0, path.lastIndexOf('.')) + ".";
        files.current().stream()
                .map(ReleaseFile::path)
                .filter(other -> other.startsWith(beginning) && other.endsWith(".yaml"))
                .forEach(paths::add);
    }

    /** Its instances go on, and what calls it by an older version still may; nothing else starts it. */
    private void endStarts(String key) {
        ProcessEngineConfigurationImpl configuration =
                (ProcessEngineConfigurationImpl) engine.getObject().getProcessEngineConfiguration();
        configuration.getCommandExecutorTxRequired().execute(context -> {
            List<EventSubscriptionEntity> starts = new ArrayList<>();
            EventSubscriptionManager subscriptions = context.getEventSubscriptionManager();
            for (ProcessDefinition version : engine.getObject()
                    .getRepositoryService()
                    .createProcessDefinitionQuery()
                    .processDefinitionKey(key)
                    .list()) {
                starts.addAll(
                        subscriptions.findEventSubscriptionsByConfiguration(EventType.MESSAGE.name(), version.getId()));
            }
            starts.forEach(subscriptions::deleteEventSubscription);
            return null;
        });
    }
}
