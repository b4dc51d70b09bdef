package io.rapport.journey.table;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.camunda.bpm.dmn.feel.impl.FeelEngine;
import org.camunda.bpm.dmn.feel.impl.FeelEngineFactory;
import org.camunda.bpm.dmn.feel.impl.scala.ScalaFeelEngineFactory;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.variable.context.VariableContext;

/**
 * The engine's FEEL, without what {@link FeelSyntax} refuses: tables that were deployed before it was refused, and forms,
 * are held to it when they are evaluated. Each text is read once.
 */
final class BoundedFeel implements FeelEngine {

    /** As many cells as large tables of a company have; beyond that they are read again. */
    private static final int MOST_KEPT = 20_000;

    /** Makes the engine of a configuration. */
    static final FeelEngineFactory FACTORY = () -> new BoundedFeel(new ScalaFeelEngineFactory().createInstance());

    private final FeelEngine usual;
    private final Map<String, Optional<String>> expressions = new ConcurrentHashMap<>();
    private final Map<String, Optional<String>> tests = new ConcurrentHashMap<>();

    private BoundedFeel(FeelEngine usual) {
        this.usual = usual;
    }

    @Override
    public <T> T evaluateSimpleExpression(String expression, VariableContext variables) {
        requireBounded(expression, expressions, FeelSyntax::faultOfExpression);
        return usual.evaluateSimpleExpression(expression, variables);
    }

    @Override
    public boolean evaluateSimpleUnaryTests(String test, String input, VariableContext variables) {
        requireBounded(test, tests, FeelSyntax::faultOfTest);
        return usual.evaluateSimpleUnaryTests(test, input, variables);
    }

    private static void requireBounded(
            String text, Map<String, Optional<String>> known, Function<String, Optional<String>> check) {
        Optional<String> fault = known.get(text);
        if (fault == null) {
            fault = check.apply(text);
            if (known.size() >= MOST_KEPT) {
                known.clear();
            }
            known.put(text, fault);
        }
        if (fault.isPresent()) {
            throw new ProcessEngineException("the FEEL '" + text + "' is not evaluated: " + fault.get());
        }
    }
}
