package io.rapport.journey.table;

import io.rapport.contactpolicy.CellExpressions.CellResult;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.engine.variable.Variables;
import org.camunda.bpm.engine.variable.context.VariableContext;
import org.camunda.bpm.engine.variable.value.TypedValue;

/** Facts that record whether they were asked for, and for which that there are not. */
final class RecordingVariableContext implements VariableContext {

    /** What the engine calls the value of a column while it evaluates a rule. */
    static final String CELL = "cellInput";

    /** How a cell may name that value. */
    static final String THE_CELL = "?";

    private final Map<String, Object> known;
    private final Set<String> unknown = new LinkedHashSet<>();
    private boolean asked;

    RecordingVariableContext(Map<String, Object> known) {
        this.known = known;
    }

    @Override
    public TypedValue resolve(String name) {
        return Variables.untypedValue(known.get(name));
    }

    @Override
    public boolean containsVariable(String name) {
        boolean there = known.containsKey(name);
        if (!name.equals(CELL) && !name.equals(THE_CELL)) {
            asked = true;
            if (!there) {
                unknown.add(name);
            }
        }
        return there;
    }

    @Override
    public Set<String> keySet() {
        return known.keySet();
    }

    /** @return a value that was reached by what was asked for here */
    CellResult result(Object value) {
        return new CellResult(value, asked, unknown);
    }
}
