package io.rapport.journey.expression;

import java.beans.FeatureDescriptor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.dmn.engine.DmnDecisionResult;
import org.camunda.bpm.engine.delegate.VariableScope;
import org.camunda.bpm.impl.juel.jakarta.el.ELContext;
import org.camunda.bpm.impl.juel.jakarta.el.ELException;
import org.camunda.bpm.impl.juel.jakarta.el.ELResolver;
import org.camunda.bpm.impl.juel.jakarta.el.ExpressionFactory;
import org.camunda.bpm.impl.juel.jakarta.el.MethodNotFoundException;
import org.camunda.bpm.impl.juel.jakarta.el.PropertyNotFoundException;
import org.camunda.bpm.impl.juel.jakarta.el.PropertyNotWritableException;
import org.springframework.beans.factory.BeanFactory;

/**
 * All that expressions can reach while a model runs: variables, the vocabulary, the methods of facts, and the entries of
 * lists and maps such as {@code decisionResult}. It stands alone in its chain, so that there is no way past it.
 */
final class VocabularyResolver extends ELResolver {

    /** What the engine itself would offer under these names leads to all of its services. */
    static final Set<String> CLOSED =
            Set.of("execution", "task", "externalTask", "caseExecution", "authenticatedUserId", "variableContext");

    private static final String SINGLE_RESULT = "getSingleResult";

    private final Vocabulary vocabulary;
    private final Set<String> names;
    private final BeanFactory beans;
    private final Map<String, Object> found = new ConcurrentHashMap<>();
    private final Map<Class<?>, Vocabulary.FactBean> facts = new ConcurrentHashMap<>();

    VocabularyResolver(Vocabulary vocabulary, BeanFactory beans) {
        this.vocabulary = vocabulary;
        this.names = Stream.concat(vocabulary.steps().stream(), vocabulary.facts().keySet().stream())
                .collect(Collectors.toUnmodifiableSet());
        this.beans = beans;
    }

    @Override
    public Object getValue(ELContext context, Object base, Object property) {
        context.setPropertyResolved(true);
        if (base == null) {
            return named(context, (String) property);
        }
        if (base instanceof DmnDecisionResult result && !isIndex(property)) {
            return entry(result, String.valueOf(property));
        }
        if (base instanceof List<?> list) {
            return element(list, property);
        }
        if (base instanceof Map<?, ?> map) {
            return map.get(property);
        }
        throw new PropertyNotFoundException("'." + property
                + "' cannot be read: a value has no properties; only the entries of decisionResult have");
    }

    private Object named(ELContext context, String name) {
        if (!(context.getContext(VariableScope.class) instanceof VariableScope scope)) {
            throw new PropertyNotFoundException("'" + name + "' is not known here: a task filter may use "
                    + "currentUser(), currentUserGroups() and now()");
        }
        if (CLOSED.contains(name)) {
            throw new PropertyNotFoundException(
                    "'" + name + "' cannot be used in a model; name the variable or the fact itself");
        }
        // before variables, so that none stands in for a step
        return names.contains(name) ? bean(name) : scope.getVariable(name);
    }

    /** Fetched when a model first uses it: steps may need services that are not there while the engine starts. */
    private Object bean(String name) {
        Object bean = found.get(name);
        if (bean == null) {
            bean = beans.getBean(name);
            Vocabulary.FactBean fact = vocabulary.facts().get(name);
            if (fact != null) {
                facts.put(bean.getClass(), fact);
            }
            found.put(name, bean);
        }
        return bean;
    }

    private static boolean isIndex(Object property) {
        return property instanceof Number;
    }

    /** An output of the one rule that fitted, {@code null} when none did. */
    private static Object entry(DmnDecisionResult result, String output) {
        if (result.size() > 1) {
            throw new PropertyNotFoundException(
                    "decisionResult has " + result.size() + " rules: name the one meant, as in " + "decisionResult[0]."
                            + output + ", or let the table answer with one");
        }
        return result.isEmpty() ? null : result.get(0).get(output);
    }

    private static Object element(List<?> list, Object property) {
        if (property instanceof Number number) {
            int index = number.intValue();
            return index >= 0 && index < list.size() ? list.get(index) : null;
        }
        throw new PropertyNotFoundException("a list is read by numbers, as in [0], not by '" + property + "'");
    }

    @Override
    public Object invoke(ELContext context, Object base, Object method, Class<?>[] types, Object[] arguments) {
        context.setPropertyResolved(true);
        String name = String.valueOf(method);
        int count = arguments == null ? 0 : arguments.length;
        if (base instanceof DmnDecisionResult result && SINGLE_RESULT.equals(name) && count == 0) {
            return result.getSingleResult();
        }
        Vocabulary.FactBean fact = base == null ? null : facts.get(base.getClass());
        if (fact == null) {
            throw new MethodNotFoundException(
                    "'" + name + "(…)' cannot be called: values have no methods; only facts have");
        }
        Method called = fact.method(name, count);
        if (called == null) {
            throw new MethodNotFoundException(
                    "there is no " + fact.name() + "." + name + " with " + count + " arguments");
        }
        return call(context, base, called, arguments);
    }

    private static Object call(ELContext context, Object fact, Method method, Object[] arguments) {
        ExpressionFactory types = (ExpressionFactory) context.getContext(ExpressionFactory.class);
        Class<?>[] wanted = method.getParameterTypes();
        Object[] given = new Object[wanted.length];
        for (int i = 0; i < wanted.length; i++) {
            // an argument that is not set stays so, instead of becoming an empty text
            given[i] = arguments[i] == null && !wanted[i].isPrimitive()
                    ? null
                    : types.coerceToType(arguments[i], wanted[i]);
        }
        try {
            return method.invoke(fact, given);
        } catch (InvocationTargetException e) {
            throw new ELException(e.getCause());
        } catch (IllegalAccessException e) {
            throw new ELException(e);
        }
    }

    @Override
    public void setValue(ELContext context, Object base, Object property, Object value) {
        throw new PropertyNotWritableException("expressions read; '" + property + "' cannot be set by one");
    }

    @Override
    public boolean isReadOnly(ELContext context, Object base, Object property) {
        context.setPropertyResolved(true);
        return true;
    }

    @Override
    public Class<?> getType(ELContext context, Object base, Object property) {
        context.setPropertyResolved(true);
        return Object.class;
    }

    @Override
    public Iterator<FeatureDescriptor> getFeatureDescriptors(ELContext context, Object base) {
        return null;
    }

    @Override
    public Class<?> getCommonPropertyType(ELContext context, Object base) {
        return Object.class;
    }
}
