package io.rapport.journey.table;

import camundajar.impl.scala.collection.immutable.Map.Map1;
import camundajar.impl.scala.runtime.BoxesRunTime;
import camundajar.impl.scala.util.Either;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.camunda.bpm.dmn.feel.impl.FeelEngineFactory;
import org.camunda.bpm.dmn.feel.impl.scala.ContextVariableWrapper;
import org.camunda.bpm.dmn.feel.impl.scala.ScalaFeelEngine;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.variable.context.VariableContext;
import org.camunda.feel.FeelEngine.Failure;
import org.camunda.feel.context.Context;
import org.camunda.feel.context.CustomContext;
import org.camunda.feel.context.FunctionProvider;
import org.camunda.feel.context.VariableProvider;
import org.camunda.feel.impl.interpreter.BuiltinFunctions;
import org.camunda.feel.impl.interpreter.EvalContext;
import org.camunda.feel.impl.interpreter.FeelInterpreter;
import org.camunda.feel.syntaxtree.ParsedExpression;
import org.camunda.feel.syntaxtree.Val;
import org.camunda.feel.syntaxtree.ValError;
import org.camunda.feel.valuemapper.ValueMapper;

/**
 * The engine's FEEL, without what {@link FeelSyntax} refuses: tables that were deployed before it was refused, and forms,
 * are held to it when they are evaluated. Each text is read once, and the functions
 * are gathered once, where the engine's own does both for each evaluation.
 */
final class BoundedFeel extends ScalaFeelEngine {

    /** As many cells as large tables of a company have; beyond that they are read again. */
    private static final int MOST_KEPT = 20_000;

    /** Makes the engine of a configuration. */
    static final FeelEngineFactory FACTORY = BoundedFeel::new;

    /** What a text says does not hang on who evaluates it. */
    private static final Map<String, Text> EXPRESSIONS = new ConcurrentHashMap<>();

    private static final Map<String, Text> TESTS = new ConcurrentHashMap<>();

    /**
     * A text that was read.
     *
     * @param parsed null if it is not evaluated
     * @param fault why it is not
     */
    private record Text(ParsedExpression parsed, String fault) {

        static Text of(Either<Failure, ParsedExpression> read) {
            return FeelSyntax.fault(read)
                    .map(fault -> new Text(null, fault))
                    .orElseGet(() -> new Text(read.toOption().get(), null));
        }
    }

    /** The engine gathers all of its functions anew for each evaluation, which takes longer than most evaluations. */
    private final FunctionProvider functions;

    private final FeelInterpreter interpreter;

    private BoundedFeel() {
        super(null);
        ValueMapper values = feelEngine.valueMapper();
        functions = new FunctionProvider.CompositeFunctionProvider(
                toScalaList(new BuiltinFunctions(feelEngine.clock(), values), feelEngine.functionProvider()));
        interpreter = new FeelInterpreter(values);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T evaluateSimpleExpression(String expression, VariableContext variables) {
        return (T) evaluate(
                parsed(expression, EXPRESSIONS, FeelSyntax::expression), new ContextVariableWrapper(variables));
    }

    @Override
    public boolean evaluateSimpleUnaryTests(String test, String input, VariableContext variables) {
        VariableProvider named = new VariableProvider.StaticVariableProvider(new Map1<>(INPUT_VARIABLE_NAME, input));
        return BoxesRunTime.unboxToBoolean(evaluate(
                parsed(test, TESTS, FeelSyntax::test),
                new VariableProvider.CompositeVariableProvider(
                        toScalaList(named, new ContextVariableWrapper(variables)))));
    }

    private static ParsedExpression parsed(
            String text, Map<String, Text> known, Function<String, Either<Failure, ParsedExpression>> read) {
        Text found = known.get(text);
        if (found == null) {
            found = Text.of(read.apply(text));
            if (known.size() >= MOST_KEPT) {
                known.clear();
            }
            known.put(text, found);
        }
        if (found.fault() != null) {
            throw new ProcessEngineException("the FEEL '" + text + "' is not evaluated: " + found.fault());
        }
        return found.parsed();
    }

    private Object evaluate(ParsedExpression parsed, VariableProvider variables) {
        Context context = new CustomContext() {
            @Override
            public VariableProvider variableProvider() {
                return variables;
            }
        };
        try {
            Val value = interpreter.eval(
                    parsed.expression(),
                    EvalContext.create(feelEngine.valueMapper(), functions).merge(context));
            if (!(value instanceof ValError)) {
                return feelEngine.valueMapper().unpackVal(value);
            }
        } catch (RuntimeException e) {
            // said by the engine, below
        }
        Either<Failure, Object> result = feelEngine.eval(parsed, context);
        if (result.isLeft()) {
            throw LOGGER.evaluationException(result.left().toOption().get().message());
        }
        return result.toOption().get();
    }
}
