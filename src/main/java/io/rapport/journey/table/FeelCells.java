package io.rapport.journey.table;

import io.rapport.contactpolicy.CellExpressions;
import java.util.HashMap;
import java.util.Map;
import org.camunda.bpm.dmn.feel.impl.FeelEngine;

/** Cells in FEEL, evaluated one by one by the engine's FEEL engine. */
final class FeelCells implements CellExpressions {

    private static final FeelEngine FEEL = FeelOnly.feelEngine();

    @Override
    public CellResult value(String expression, Map<String, Object> known) {
        RecordingVariableContext context = new RecordingVariableContext(known);
        try {
            return context.result(FEEL.evaluateSimpleExpression(expression, context));
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    @Override
    public CellResult fits(String tests, Object value, Map<String, Object> known) {
        Map<String, Object> facts = new HashMap<>(known);
        facts.put(RecordingVariableContext.CELL, value);
        RecordingVariableContext context = new RecordingVariableContext(facts);
        try {
            return context.result(FEEL.evaluateSimpleUnaryTests(tests, RecordingVariableContext.CELL, context));
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
