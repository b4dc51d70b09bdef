package io.rapport.desk.internal;

import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.impl.TaskQueryImpl;

/** Checks the expressions of a filter of tasks before it is stored: a filter that cannot be evaluated fails whenever it is opened. */
final class FilterExpressions {

    private static final Pattern CALL = Pattern.compile("\\s*[$#]\\{\\s*(\\w+)\\s*\\(\\s*\\)\\s*}\\s*");

    private FilterExpressions() {}

    /** @return what is wrong with the expressions of a query and of its or-queries; empty if they can be evaluated */
    static Optional<String> fault(TaskQueryImpl query) {
        Set<TaskQueryImpl> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<TaskQueryImpl> members = new ArrayDeque<>();
        members.add(query);
        while (!members.isEmpty()) {
            TaskQueryImpl member = members.pop();
            if (seen.add(member)) {
                for (Map.Entry<String, String> one : new TreeMap<>(member.getExpressions()).entrySet()) {
                    Optional<String> fault = fault(one.getKey(), one.getValue());
                    if (fault.isPresent()) {
                        return fault;
                    }
                }
                members.addAll(member.getQueries());
            }
        }
        return Optional.empty();
    }

    private static Optional<String> fault(String criterion, String text) {
        Class<?> wanted = Arrays.stream(TaskQueryImpl.class.getDeclaredMethods())
                .filter(method -> method.getName().equals(criterion) && method.getParameterCount() == 1)
                .map((Method method) -> method.getParameterTypes()[0])
                .findFirst()
                .orElse(Object.class);
        String needed = wanted == Date.class ? "now" : wanted == String.class ? "currentUser" : "currentUserGroups";
        Matcher call = CALL.matcher(text);
        boolean plain = !text.contains("${") && !text.contains("#{");
        if (call.matches() && call.group(1).equals(needed) || plain && wanted == String.class) {
            return Optional.empty();
        }
        return Optional.of("the criterion '" + criterion + "' of the filter is the expression '" + text
                + "', which is not evaluated; write ${" + needed + "()}, or choose the criterion with a fixed value");
    }
}
