package io.rapport.journey.expression;

import io.rapport.journey.table.FeelOnly;
import java.lang.reflect.Method;
import java.util.Set;
import java.util.regex.Pattern;
import org.camunda.bpm.dmn.engine.impl.spi.el.ElProvider;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.delegate.BaseDelegateExecution;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.VariableScope;
import org.camunda.bpm.engine.impl.el.Expression;
import org.camunda.bpm.engine.impl.el.JuelExpressionManager;
import org.camunda.bpm.impl.juel.Builder;
import org.camunda.bpm.impl.juel.Cache;
import org.camunda.bpm.impl.juel.ExpressionFactoryImpl;
import org.camunda.bpm.impl.juel.FunctionNode;
import org.camunda.bpm.impl.juel.TreeStore;
import org.camunda.bpm.impl.juel.jakarta.el.ELResolver;

/**
 * Makes the engine's expressions. Those of models read variables and ask facts; those of task filters call
 * {@link #FILTER_FUNCTIONS}; nothing else of the engine or of Java can be reached by either.
 */
final class JourneyExpressionManager extends JuelExpressionManager {

    /** What task filters may call, and nobody else. */
    static final Set<String> FILTER_FUNCTIONS = Set.of("currentUser", "currentUserGroups", "now");

    /** What the Modeler writes into a call activity that hands its business key on. */
    static final String BUSINESS_KEY = "#{execution.processBusinessKey}";

    /**
     * How models had to read a variable that may not be set, before a name by itself did. Instances of such models go on
     * for months, so the text is read as the name that it means.
     */
    private static final Pattern OLD_READING =
            Pattern.compile("\\bexecution\\.getVariable\\(\\s*'([A-Za-z_]\\w*)'\\s*\\)");

    private static final int TREES_KEPT = 1_000;

    private final VocabularyResolver resolver;
    private final TreeStore trees =
            new TreeStore(new Builder(Builder.Feature.METHOD_INVOCATIONS), new Cache(TREES_KEPT));

    JourneyExpressionManager(VocabularyResolver resolver) {
        this.resolver = resolver;
        setExpressionFactory(new ExpressionFactoryImpl(trees));
    }

    @Override
    public Expression createExpression(String written) {
        if (BUSINESS_KEY.equals(written.strip())) {
            return new BusinessKey();
        }
        String text = OLD_READING.matcher(written).replaceAll("$1");
        boolean functions = false;
        for (FunctionNode function : trees.get(text).getFunctionNodes()) {
            if (!FILTER_FUNCTIONS.contains(function.getName())) {
                return new Refused(text, "there is no function " + function.getName() + "()");
            }
            functions = true;
        }
        Expression expression = super.createExpression(text);
        return functions ? new ForFilters(expression) : expression;
    }

    /** Plugins of the engine bring functions of their own. */
    @Override
    public void addFunction(String name, Method function) {
        if (FILTER_FUNCTIONS.contains(name)) {
            super.addFunction(name, function);
        }
    }

    @Override
    protected ELResolver createElResolver() {
        return resolver;
    }

    @Override
    protected ElProvider createElProvider() {
        return FeelOnly.EXPRESSIONS;
    }

    /** The business key of the instance, whatever else {@code execution} would offer. */
    private static final class BusinessKey implements Expression {

        @Override
        public Object getValue(VariableScope scope) {
            return scope instanceof DelegateExecution execution ? execution.getProcessBusinessKey() : null;
        }

        @Override
        public Object getValue(VariableScope scope, BaseDelegateExecution context) {
            return getValue(scope);
        }

        @Override
        public void setValue(Object value, VariableScope scope) {
            throw new ProcessEngineException("the business key of an instance cannot be changed");
        }

        @Override
        public void setValue(Object value, VariableScope scope, BaseDelegateExecution context) {
            setValue(value, scope);
        }

        @Override
        public String getExpressionText() {
            return BUSINESS_KEY;
        }

        @Override
        public boolean isLiteralText() {
            return false;
        }
    }

    /** Calls functions: filters are evaluated without a scope, whatever belongs to a model has one. */
    private record ForFilters(Expression expression) implements Expression {

        @Override
        public Object getValue(VariableScope scope) {
            return getValue(scope, null);
        }

        @Override
        public Object getValue(VariableScope scope, BaseDelegateExecution context) {
            if (scope != null) {
                throw new ProcessEngineException("Error while evaluating expression: " + expression.getExpressionText()
                        + ". Cause: functions are for task filters; a model asks facts");
            }
            return expression.getValue(null, context);
        }

        @Override
        public void setValue(Object value, VariableScope scope) {
            expression.setValue(value, scope);
        }

        @Override
        public void setValue(Object value, VariableScope scope, BaseDelegateExecution context) {
            expression.setValue(value, scope, context);
        }

        @Override
        public String getExpressionText() {
            return expression.getExpressionText();
        }

        @Override
        public boolean isLiteralText() {
            return false;
        }
    }

    /**
     * An expression that calls what there is not. It fails when it is evaluated, not when it is read: a model that has it
     * was deployed in one deployment with others, and all of these are read together.
     */
    private record Refused(String text, String reason) implements Expression {

        @Override
        public Object getValue(VariableScope scope) {
            throw new ProcessEngineException("Error while evaluating expression: " + text + ". Cause: " + reason);
        }

        @Override
        public Object getValue(VariableScope scope, BaseDelegateExecution context) {
            return getValue(scope);
        }

        @Override
        public void setValue(Object value, VariableScope scope) {
            getValue(scope);
        }

        @Override
        public void setValue(Object value, VariableScope scope, BaseDelegateExecution context) {
            getValue(scope);
        }

        @Override
        public String getExpressionText() {
            return text;
        }

        @Override
        public boolean isLiteralText() {
            return false;
        }
    }
}
