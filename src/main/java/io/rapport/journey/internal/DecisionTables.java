package io.rapport.journey.internal;

import java.util.Map;
import org.camunda.bpm.dmn.engine.DmnDecisionTableResult;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.util.DecisionEvaluationUtil;
import org.camunda.bpm.engine.repository.DecisionDefinition;
import org.camunda.bpm.engine.variable.Variables;
import org.springframework.stereotype.Component;

/** Asks the newest version of a decision table, within a command of the engine. */
@Component
public final class DecisionTables {

    DecisionTables() {}

    /**
     * Asks a table. Anyone who is at work needs no right on it.
     *
     * @param key of the decision
     * @param inputs by name, small values only
     * @return the rules that fit
     * @throws ProcessEngineException if the table is missing or fails
     */
    public DmnDecisionTableResult ask(String key, Map<String, Object> inputs) {
        try {
            DecisionDefinition table = Context.getProcessEngineConfiguration()
                    .getDeploymentCache()
                    .findDeployedLatestDecisionDefinitionByKey(key);
            return DecisionEvaluationUtil.evaluateDecisionTable(table, Variables.fromMap(inputs));
        } catch (Exception failure) {
            throw new ProcessEngineException(
                    "decision table '" + key + "' is missing or fails: " + failure.getMessage(), failure);
        }
    }
}
