package io.rapport.gate;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks that whatever does something is a step of the vocabulary, a decision, or a worker elsewhere. */
final class StepCheck {

    private static final Pattern BEAN = Pattern.compile("\\s*[$#]\\{\\s*([a-zA-Z]+)\\s*}\\s*");

    private final String file;
    private final Set<String> steps;
    private final Findings findings;

    StepCheck(String file, Set<String> steps, Findings findings) {
        this.file = file;
        this.steps = steps;
        this.findings = findings;
    }

    /** @return the name of the step that a task does; empty if it does none */
    static Optional<String> step(XmlElement task) {
        return Optional.ofNullable(task.camunda("delegateExpression")).flatMap(StepCheck::bean);
    }

    private static Optional<String> bean(String expression) {
        Matcher bean = BEAN.matcher(expression);
        return bean.matches() ? Optional.of(bean.group(1)) : Optional.empty();
    }

    void check(XmlElement definitions) {
        definitions.visit(element -> {
            String delegate = element.camunda("delegateExpression");
            if (delegate != null && bean(delegate).filter(steps::contains).isEmpty()) {
                findings.add(Rule.STEP_UNKNOWN, file, element, delegate, String.join(", ", new TreeSet<>(steps)));
            }
            if (delegate != null && !delegate.equals(delegate.strip())) {
                findings.add(Rule.STEP_SPACES, file, element, delegate.strip());
            }
            boolean throwsMessage = element.is("messageEventDefinition")
                    && element.parent() != null
                    && element.parent().is("endEvent", "intermediateThrowEvent");
            if (element.is("serviceTask", "sendTask", "businessRuleTask") || throwsMessage) {
                something(element, delegate);
            }
        });
    }

    private void something(XmlElement element, String delegate) {
        boolean external = "external".equals(element.camunda("type"));
        boolean decides = element.is("businessRuleTask") && element.camunda("decisionRef") != null;
        if (delegate == null && !external && !decides) {
            // a class, an expression or another type has been found by the list of what is allowed
            if (element.camunda("class") == null
                    && element.camunda("expression") == null
                    && element.camunda("type") == null
                    && element.extensions("connector").findAny().isEmpty()) {
                findings.add(Rule.STEP_MISSING, file, element);
            }
        }
    }
}
