package io.rapport.journey.internal;

import io.rapport.database.DatabaseFaults;
import io.rapport.inbox.EventTypes;
import io.rapport.journey.Reentry;
import io.rapport.journey.StartWindow;
import io.rapport.release.NodeRelease;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.Process;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Which event type starts which journey: the start messages of the newest versions, kept for a few seconds, and no longer than
 * this node holds the release that they are of.
 */
@Component
final class StartMessages {

    /** What somebody deployed past releases is noticed after that time. */
    private static final long KEPT_NANOS = Duration.ofSeconds(5).toNanos();

    private static final Logger LOG = LoggerFactory.getLogger(StartMessages.class);

    private final JdbcClient jdbc;
    private final DeployedModels deployed;
    private final NodeRelease release;
    private final EventTypes types;
    private final Map<String, Rules> rules = new ConcurrentHashMap<>();
    private volatile Snapshot snapshot;

    StartMessages(JdbcClient jdbc, DeployedModels deployed, NodeRelease release, EventTypes types) {
        this.jdbc = jdbc;
        this.deployed = deployed;
        this.release = release;
        this.types = types;
    }

    /**
     * A journey that a message starts.
     *
     * @param window how long ago what it starts on may have happened, by the process and by the entry that raises it
     * @param takesOverFrom the journeys whose earlier versions did its work themselves
     * @param startableByStaff whether staff may start it for a customer
     */
    record Start(
            String message,
            String definitionId,
            String journey,
            String about,
            Reentry reentry,
            StartWindow window,
            Set<String> takesOverFrom,
            boolean startableByStaff) {}

    private record Rules(
            String about, Reentry reentry, StartWindow window, Set<String> takesOverFrom, boolean startableByStaff) {}

    private record Snapshot(long release, long takenAt, Map<String, List<Start>> byMessage) {}

    List<Start> of(String message) {
        return current().byMessage().getOrDefault(message, List.of());
    }

    /** @return all that a message starts */
    List<Start> all() {
        return current().byMessage().values().stream().flatMap(List::stream).toList();
    }

    private Snapshot current() {
        Snapshot current = snapshot;
        long number = release.number();
        if (current == null || current.release() != number || System.nanoTime() - current.takenAt() > KEPT_NANOS) {
            current = new Snapshot(number, System.nanoTime(), read());
            snapshot = current;
        }
        return current;
    }

    /** A deployment changes what starts what. */
    void forget() {
        snapshot = null;
    }

    private Map<String, List<Start>> read() {
        record Row(String message, String definitionId, String journey) {}
        // a start message's subscription has no execution; its configuration is the definition
        return jdbc
                .sql(
                        """
                select s.event_name_, d.id_, d.key_
                from rapport.act_ru_event_subscr s join rapport.act_re_procdef d on d.id_ = s.configuration_
                where s.event_type_ = 'message' and s.execution_id_ is null and d.suspension_state_ = 1""")
                .query((rs, n) -> new Row(rs.getString(1), rs.getString(2), rs.getString(3)))
                .list()
                .stream()
                .map(row -> {
                    Rules known = rules.get(row.definitionId());
                    if (known == null) {
                        known = rules(row.definitionId(), row.journey());
                        if (known.about() != null) {
                            rules.put(row.definitionId(), known);
                        }
                    }
                    return new Start(
                            row.message(),
                            row.definitionId(),
                            row.journey(),
                            known.about(),
                            known.reentry(),
                            known.window()
                                    .within(types.startWindow(row.message()).orElse(null)),
                            known.takesOverFrom(),
                            known.startableByStaff());
                })
                .filter(start -> start.about() != null)
                .collect(Collectors.groupingBy(Start::message));
    }

    /**
     * What the process says of itself. A model that cannot be read, or says it wrongly, starts nothing, and is reported: the
     * others must not wait for it to be fixed.
     */
    private Rules rules(String definitionId, String key) {
        try {
            Map<String, String> properties = properties(deployed.of(definitionId), key);
            return new Rules(
                    properties.get("about"),
                    Reentry.parse(properties.get("reentry")),
                    StartWindow.parse(properties.get("starts-within")),
                    Arrays.stream(properties.getOrDefault("takes-over-from", "").split("[,\\s]+"))
                            .filter(name -> !name.isEmpty())
                            .collect(Collectors.toUnmodifiableSet()),
                    Boolean.parseBoolean(properties.get("startable-by-staff")));
        } catch (RuntimeException e) {
            if (DatabaseFaults.isOfDatabase(e)) {
                // nothing is wrong with the model: the events wait until it can be read
                throw e;
            }
            LOG.error(
                    "The journey {} starts on no event, since its model cannot be read; deploy it anew, fixed",
                    definitionId,
                    e);
            return new Rules(null, null, StartWindow.parse(null), Set.of(), false);
        }
    }

    private static Map<String, String> properties(BpmnModelInstance model, String key) {
        Map<String, String> properties = new HashMap<>();
        model.getModelElementsByType(Process.class).stream()
                .filter(process -> key.equals(process.getId()) && process.getExtensionElements() != null)
                .flatMap(
                        process -> process
                                .getExtensionElements()
                                .getElementsQuery()
                                .filterByType(CamundaProperties.class)
                                .list()
                                .stream())
                .flatMap(all -> all.getCamundaProperties().stream())
                .filter(property -> property.getCamundaName() != null && property.getCamundaValue() != null)
                // as the engine reads them: of two of a name the first
                .forEach(property -> properties.putIfAbsent(property.getCamundaName(), property.getCamundaValue()));
        return properties;
    }
}
