package io.rapport.testing;

import io.rapport.inbox.Event;
import io.rapport.inbox.EventProjection;
import io.rapport.inbox.Reference;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.CompensateEventDefinition;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Which flow nodes of a model the tests have been through, by the engine's own history. */
@Component
public class FlowNodeCoverage implements EventProjection {

    /** By process, what instances of customers have been through who were erased since, and their history with them. */
    private final Map<String, Set<String>> erased = new ConcurrentHashMap<>();

    private final RepositoryService repository;
    private final JdbcClient jdbc;

    FlowNodeCoverage(RepositoryService repository, JdbcClient jdbc) {
        this.repository = repository;
        this.jdbc = jdbc;
    }

    /**
     * @param process a process's key
     * @return ids of the flow nodes that no instance has been through; empty when all are covered
     */
    public Set<String> missing(String process) {
        ProcessDefinition definition = repository
                .createProcessDefinitionQuery()
                .processDefinitionKey(process)
                .latestVersion()
                .singleResult();
        BpmnModelInstance model = repository.getBpmnModelInstance(definition.getId());
        Set<String> missing = model.getModelElementsByType(FlowNode.class).stream()
                .filter(node -> !isCompensationMark(node))
                .map(FlowNode::getId)
                .collect(Collectors.toCollection(TreeSet::new));
        missing.removeAll(erased.getOrDefault(process, Set.of()));
        missing.removeAll(jdbc.sql("select distinct act_id_ from rapport.act_hi_actinst where proc_def_key_ = :key")
                .param("key", process)
                .query(String.class)
                .set());
        return missing;
    }

    /** Begins anew; the engine's history is emptied elsewhere. */
    void forget() {
        erased.clear();
    }

    /** History goes with the customer; that the nodes were reached stays true. */
    @Override
    public Map<Long, Set<Reference>> project(List<Event> events) {
        for (Event event : events) {
            if (event.type().equals("customer.erased")) {
                jdbc.sql(
                                """
                        select distinct a.proc_def_key_, a.act_id_ from rapport.act_hi_actinst a
                        join rapport.journey j on j.instance_id = a.proc_inst_id_
                        where j.customer_id = :customer""")
                        .param("customer", event.customerId())
                        .query(row -> {
                            erased.computeIfAbsent(row.getString(1), any -> ConcurrentHashMap.newKeySet())
                                    .add(row.getString(2));
                        });
            }
        }
        return Map.of();
    }

    /** The boundary event that ties a compensation to its task is never entered itself; its handler is. */
    private static boolean isCompensationMark(FlowNode node) {
        return node instanceof BoundaryEvent event
                && event.getEventDefinitions().stream().anyMatch(CompensateEventDefinition.class::isInstance);
    }
}
