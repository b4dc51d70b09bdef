package io.rapport.journey.expression;

import io.rapport.journey.step.Facts;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.util.ClassUtils;

/**
 * What expressions in models may name besides variables: the steps, and the facts with their methods.
 *
 * @param steps the names of the steps, each a delegate
 * @param facts the facts by their names
 */
public record Vocabulary(Set<String> steps, Map<String, FactBean> facts) {

    /**
     * A bean of facts.
     *
     * @param name by which expressions call it
     * @param methods its own public methods, by name and then by the number of their arguments
     */
    public record FactBean(String name, Map<String, Map<Integer, Method>> methods) {

        /**
         * @param name of a method
         * @param arguments how many it is given
         * @return the method, or {@code null} if there is none
         */
        public Method method(String name, int arguments) {
            return methods.getOrDefault(name, Map.of()).get(arguments);
        }
    }

    /**
     * @param steps the names of the steps
     * @param facts the facts by their names
     */
    public Vocabulary {
        steps = Collections.unmodifiableSet(new TreeSet<>(steps));
        facts = Collections.unmodifiableMap(new TreeMap<>(facts));
    }

    /**
     * Sorts beans into steps and facts.
     *
     * @param beans the beans' types by the beans' names; those that are neither step nor facts are left out
     * @return the vocabulary
     * @throws IllegalStateException if facts have two methods that an expression cannot tell apart
     */
    public static Vocabulary of(Map<String, Class<?>> beans) {
        Set<String> steps = new TreeSet<>();
        Map<String, FactBean> facts = new HashMap<>();
        beans.forEach((name, type) -> {
            Class<?> own = ClassUtils.getUserClass(type);
            if (JavaDelegate.class.isAssignableFrom(own)) {
                steps.add(name);
            } else if (own.isAnnotationPresent(Facts.class)) {
                facts.put(name, new FactBean(name, methods(name, own)));
            }
        });
        return new Vocabulary(steps, facts);
    }

    private static Map<String, Map<Integer, Method>> methods(String bean, Class<?> type) {
        Map<String, Map<Integer, Method>> methods = new TreeMap<>();
        for (Method method : type.getDeclaredMethods()) {
            if (!Modifier.isPublic(method.getModifiers())
                    || Modifier.isStatic(method.getModifiers())
                    || method.isSynthetic()) {
                continue;
            }
            method.setAccessible(true);
            Method other = methods.computeIfAbsent(method.getName(), name -> new TreeMap<>())
                    .put(method.getParameterCount(), method);
            if (other != null) {
                throw new IllegalStateException("the facts '" + bean + "' have two methods " + method.getName()
                        + " with " + method.getParameterCount() + " arguments; give one of them another name");
            }
        }
        return methods;
    }

    /**
     * @param name of an expression
     * @return whether it is a step or facts
     */
    public boolean has(String name) {
        return steps.contains(name) || facts.containsKey(name);
    }
}
