package io.rapport.journey.internal;

import io.rapport.channel.MessageEvents;
import io.rapport.database.DatabaseFaults;
import io.rapport.release.NodeRelease;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.CallActivity;
import org.camunda.bpm.model.bpmn.instance.CatchEvent;
import org.camunda.bpm.model.bpmn.instance.Message;
import org.camunda.bpm.model.bpmn.instance.MessageEventDefinition;
import org.camunda.bpm.model.bpmn.instance.ReceiveTask;
import org.camunda.bpm.model.bpmn.instance.StartEvent;
import org.camunda.bpm.model.bpmn.instance.SubProcess;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Which messages a process catches once it runs, by the models of its newest version and of those that instances still
 * run on; and of which messages to the customer it waits for the outcome. Models are read once; what there is of them is
 * looked up anew after a short while.
 */
@Component
final class CaughtMessages {

    /** What somebody deployed past releases on another node is noticed after that time. */
    private static final long KEPT_NANOS = Duration.ofSeconds(1).toNanos();

    private static final Logger LOG = LoggerFactory.getLogger(CaughtMessages.class);

    private final JdbcClient jdbc;
    private final DeployedModels deployed;
    private final NodeRelease release;
    private final Map<String, Model> models = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> awaited = new ConcurrentHashMap<>();
    private volatile Snapshot snapshot;
    private volatile long changedAt = System.nanoTime();

    CaughtMessages(JdbcClient jdbc, DeployedModels deployed, NodeRelease release) {
        this.jdbc = jdbc;
        this.deployed = deployed;
        this.release = release;
    }

    /**
     * @param caught names of the messages that it waits for; an expression stands for any
     * @param called keys of the processes that it calls; an expression stands for any
     */
    private record Model(Set<String> caught, Set<String> called) {

        /** What cannot be read may catch anything. */
        static final Model UNREAD = new Model(MessageEvents.TYPES, Set.of());

        boolean mayCatch(String message) {
            return this == UNREAD || caught.contains(message) || caught.stream().anyMatch(name -> name.contains("{"));
        }

        boolean calls(String key) {
            return called.contains(key) || called.stream().anyMatch(called -> called.contains("{"));
        }
    }

    private record Snapshot(long release, long takenAt, Map<String, List<Model>> byKey, Map<String, Boolean> answers) {}

    /** @return whether the process, or one that calls it, catches the message */
    boolean listens(String process, String message) {
        if (process == null) {
            return false;
        }
        Snapshot current = current();
        Map<String, List<Model>> byKey = current.byKey();
        return current.answers().computeIfAbsent(process + ' ' + message, key -> isCaught(byKey, process, message));
    }

    /**
     * Tells the outcome of which messages an instance waits for.
     *
     * @param definitionId the engine's id of its version
     * @param activityId where it waits
     * @return names of messages; none if that of any message of the instance is meant
     */
    Set<String> awaitedAt(String definitionId, String activityId) {
        return awaited.computeIfAbsent(definitionId + ' ' + activityId, key -> {
            try {
                return AwaitedMessages.at(deployed.of(definitionId), activityId);
            } catch (RuntimeException e) {
                if (DatabaseFaults.isOfDatabase(e)) {
                    // nothing is wrong with the model, and nothing is kept: it is read again
                    throw e;
                }
                LOG.error("The model {} cannot be read; the outcome of any message reaches it", definitionId, e);
                return Set.of();
            }
        });
    }

    /** @return whether the process, or one that it calls, catches the message */
    boolean catches(String process, String message) {
        Snapshot current = current();
        Map<String, List<Model>> byKey = current.byKey();
        return current.answers()
                .computeIfAbsent("below " + process + ' ' + message, key -> isCaughtBelow(byKey, process, message));
    }

    /** @return whether any process may catch the message */
    boolean isCaught(String message) {
        Snapshot current = current();
        // no process has such a key
        return current.answers().computeIfAbsent("* " + message, key -> current.byKey().values().stream()
                .flatMap(List::stream)
                .anyMatch(model -> model.mayCatch(message)));
    }

    private Snapshot current() {
        Snapshot current = snapshot;
        long number = release.number();
        if (current == null
                || current.release() != number
                || System.nanoTime() - current.takenAt() > KEPT_NANOS
                || current.takenAt() - changedAt <= 0) {
            current = new Snapshot(number, System.nanoTime(), read(), new ConcurrentHashMap<>());
            snapshot = current;
        }
        return current;
    }

    /** A deployment changes what is caught, for everybody from its commit on. */
    void forget() {
        changedAt = System.nanoTime();
        if (TransactionSynchronizationManager.isSynchronizationActive()) {
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    changedAt = System.nanoTime();
                }
            });
        }
    }

    private static boolean isCaught(Map<String, List<Model>> byKey, String process, String message) {
        Set<String> seen = new HashSet<>(Set.of(process));
        Deque<String> open = new ArrayDeque<>(seen);
        while (!open.isEmpty()) {
            String key = open.remove();
            if (byKey.getOrDefault(key, List.of()).stream()
                    .anyMatch(model -> model.caught().contains(message))) {
                return true;
            }
            byKey.forEach((caller, versions) -> {
                if (versions.stream().anyMatch(model -> model.calls(key)) && seen.add(caller)) {
                    open.add(caller);
                }
            });
        }
        return false;
    }

    private static boolean isCaughtBelow(Map<String, List<Model>> byKey, String process, String message) {
        Set<String> seen = new HashSet<>(Set.of(process));
        Deque<String> open = new ArrayDeque<>(seen);
        while (!open.isEmpty()) {
            for (Model model : byKey.getOrDefault(open.remove(), List.of())) {
                if (model.caught().contains(message)) {
                    return true;
                }
                byKey.keySet().stream().filter(model::calls).filter(seen::add).forEach(open::add);
            }
        }
        return false;
    }

    private Map<String, List<Model>> read() {
        record Definition(String id, String key) {}
        return jdbc
                .sql(
                        """
                select d.id_, d.key_ from rapport.act_re_procdef d
                where not exists (select 1 from rapport.act_re_procdef newer
                                  where newer.key_ = d.key_ and newer.version_ > d.version_
                                    and newer.tenant_id_ is not distinct from d.tenant_id_)
                   or exists (select 1 from rapport.act_ru_execution e where e.proc_def_id_ = d.id_)""")
                .query((rs, n) -> new Definition(rs.getString(1), rs.getString(2)))
                .list()
                .stream()
                .collect(Collectors.groupingBy(
                        Definition::key,
                        Collectors.mapping(
                                definition -> models.computeIfAbsent(definition.id(), this::model),
                                Collectors.toList())));
    }

    private Model model(String definitionId) {
        try {
            return read(deployed.of(definitionId));
        } catch (RuntimeException e) {
            if (DatabaseFaults.isOfDatabase(e)) {
                // nothing is wrong with the model, and nothing is kept: it is read again
                throw e;
            }
            // a message in hand must not wait for a model to be fixed; an event in vain does no harm
            LOG.error("The model {} cannot be read; all its messages are taken for caught", definitionId, e);
            return Model.UNREAD;
        }
    }

    private static Model read(BpmnModelInstance bpmn) {
        Set<String> caught = new HashSet<>();
        for (MessageEventDefinition event : bpmn.getModelElementsByType(MessageEventDefinition.class)) {
            boolean starts = event.getParentElement() instanceof StartEvent start
                    && !(start.getParentElement() instanceof SubProcess);
            if (event.getParentElement() instanceof CatchEvent && !starts) {
                add(caught, event.getMessage());
            }
        }
        bpmn.getModelElementsByType(ReceiveTask.class).forEach(task -> add(caught, task.getMessage()));
        Set<String> called = bpmn.getModelElementsByType(CallActivity.class).stream()
                .map(CallActivity::getCalledElement)
                .filter(key -> key != null && !key.isBlank())
                .collect(Collectors.toSet());
        return new Model(caught, called);
    }

    private static void add(Set<String> caught, Message message) {
        if (message != null && message.getName() != null) {
            caught.add(message.getName());
        }
    }
}
