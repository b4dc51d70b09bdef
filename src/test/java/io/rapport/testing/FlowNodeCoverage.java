package io.rapport.testing;

import java.util.Set;
import java.util.TreeSet;
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
public class FlowNodeCoverage {

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
        missing.removeAll(jdbc.sql("select distinct act_id_ from rapport.act_hi_actinst where proc_def_key_ = :key")
                .param("key", process)
                .query(String.class)
                .set());
        return missing;
    }

    /** The boundary event that ties a compensation to its task is never entered itself; its handler is. */
    private static boolean isCompensationMark(FlowNode node) {
        return node instanceof BoundaryEvent event
                && event.getEventDefinitions().stream().anyMatch(CompensateEventDefinition.class::isInstance);
    }
}
