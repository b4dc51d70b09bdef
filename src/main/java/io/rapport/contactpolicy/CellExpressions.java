package io.rapport.contactpolicy;

import java.util.Map;
import java.util.Set;

/** Evaluates cells of decision tables one by one. The room of journeys has the engine that does so. */
public interface CellExpressions {

    /**
     * Evaluates a cell that asks or answers.
     *
     * @param expression in FEEL
     * @param known facts by name
     * @return what it comes to
     * @throws IllegalArgumentException if it cannot be read; the text says why
     */
    CellResult value(String expression, Map<String, Object> known);

    /**
     * Evaluates a cell that is a condition.
     *
     * @param tests unary tests in FEEL
     * @param value what its column asked for
     * @param known facts by name
     * @return whether it fits, as a truth value
     * @throws IllegalArgumentException if it cannot be read; the text says why
     */
    CellResult fits(String tests, Object value, Map<String, Object> known);

    /**
     * What a cell comes to.
     *
     * @param value of the cell
     * @param askedForFacts whether it asked for a fact, and may come to something else where that is otherwise; the value
     *     of its own column does not count
     * @param unknown names that it asked for and that are no facts
     */
    record CellResult(Object value, boolean askedForFacts, Set<String> unknown) {

        public CellResult {
            unknown = Set.copyOf(unknown);
        }
    }
}
