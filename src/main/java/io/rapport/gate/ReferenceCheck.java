package io.rapport.gate;

import io.rapport.journey.expression.ExpressionCheck;
import io.rapport.journey.expression.Spelling;
import io.rapport.journey.step.StepInputs;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Checks that what a process names is there and fits: messages, queues, forms, decisions, called processes, workers. */
final class ReferenceCheck {

    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,9}([.]\\d{1,9})?");

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}");

    private static final List<String> NAMED_VARIABLES = List.of(
            "resultVariable", "elementVariable", "errorCodeVariable", "errorMessageVariable", "escalationCodeVariable");

    /** What the engine may hold (see the desk's tokens). */
    private static final Pattern TOKEN = Pattern.compile("[\\w.:/+-]{0,64}");

    /** From then on nothing goes out about the order, but what says that it does. */
    private static final Set<String> STOPS_AN_ORDER = new TreeSet<>(Set.of("order.returned", "order.cancelled"));

    private final ProcessModel model;
    private final ModelSet models;
    private final Platform platform;
    private final DeclaredVariables variables;
    private final ExpressionCheck expressions;
    private final Findings findings;

    /** @param models everything that is deployed when the deployment has passed */
    ReferenceCheck(ProcessModel model, ModelSet models, Platform platform, Findings findings) {
        this.model = model;
        this.models = models;
        this.platform = platform;
        this.variables = new DeclaredVariables(models, platform);
        this.expressions = new ExpressionCheck(platform.vocabulary());
        this.findings = findings;
    }

    void check() {
        for (XmlElement node : model.nodes().values()) {
            StepCheck.step(node).ifPresent(step -> step(node, step));
            if (node.is("userTask")) {
                userTask(node);
            } else if (node.is("businessRuleTask") && node.camunda("decisionRef") != null) {
                decision(node);
            } else if (node.is("callActivity")) {
                call(node);
            }
            topic(node);
            node.child("messageEventDefinition").ifPresent(this::topic);
        }
        callLoop();
        takesOver();
        written();
    }

    private void takesOver() {
        for (String name :
                model.element().property("takes-over-from").orElse("").split("[,\\s]+")) {
            if (!name.isEmpty() && !models.processes().containsKey(name)) {
                add(
                        Rule.TAKES_OVER,
                        model.element(),
                        name,
                        Spelling.meant(name, models.processes().keySet()));
            }
        }
    }

    /** A thing's id is the journey's own: what writes another one acts for somebody else. */
    private void written() {
        model.element().visit(element -> {
            if (element.local().equals("outputParameter") || element.local().equals("inputParameter")) {
                String name = Objects.toString(element.attribute("name"), "");
                variableName(element, name);
                ownId(element, name, null);
                if (element.local().equals("outputParameter")
                        && element.children().isEmpty()
                        && !isExpression(element.text())
                        && !TOKEN.matcher(element.text()).matches()) {
                    add(Rule.TEXT_WRITTEN, element, name, shortened(element.text()));
                }
            } else if (element.local().equals("in") || element.local().equals("out")) {
                variableName(element, element.attribute("target"));
                ownId(element, element.attribute("target"), element.attribute("source"));
            }
            for (String named : NAMED_VARIABLES) {
                variableName(element, element.camunda(named));
            }
            ownId(element, element.camunda("resultVariable"), null);
            ownId(element, element.camunda("elementVariable"), null);
            ownId(element, element.camunda("errorCodeVariable"), null);
            ownId(element, element.camunda("errorMessageVariable"), null);
            ownId(element, element.camunda("escalationCodeVariable"), null);
            if (element.is("inputDataItem")) {
                ownId(element, element.attribute("name"), null);
            }
        });
    }

    /** Under another name no expression and no table could read it. */
    private void variableName(XmlElement element, String name) {
        if (name != null && !NAME.matcher(name).matches()) {
            add(Rule.VARIABLE_NAME, element, shortened(name));
        }
    }

    private void ownId(XmlElement element, String target, String source) {
        if (target != null && isId(target) && !target.equals(source)) {
            add(Rule.OWN_ID, element, target);
        }
    }

    private boolean isId(String variable) {
        return platform.kinds().stream().anyMatch(kind -> variable.equals(kind + "Id"));
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }

    private void add(Rule rule, XmlElement place, Object... values) {
        findings.add(rule, model.file(), place, values);
    }

    /** @return the texts of the inputs by name; empty for one that is made of parts */
    static Map<String, String> inputs(XmlElement element) {
        Map<String, String> inputs = new LinkedHashMap<>();
        element.extensions("inputOutput")
                .flatMap(both -> both.children("inputParameter"))
                .forEach(input -> inputs.put(
                        Objects.toString(input.attribute("name"), ""),
                        input.children().isEmpty() ? input.text() : "{}"));
        return inputs;
    }

    /** @return whether a text is evaluated, so that its value is known only when it runs */
    static boolean isExpression(String text) {
        return text.contains("${") || text.contains("#{") || text.equals("{}");
    }

    // steps

    private void step(XmlElement task, String name) {
        VocabularyStep step = platform.steps().get(name);
        Map<String, String> inputs = inputs(task);
        if (step != null) {
            for (String required : step.required()) {
                if (Objects.toString(inputs.get(required), "").isBlank()) {
                    add(Rule.INPUT_MISSING, task, name, required);
                }
            }
            Set<String> known = new TreeSet<>(step.required());
            known.addAll(step.optional());
            inputs.keySet().stream()
                    .filter(input -> !known.contains(input))
                    .forEach(input -> add(
                            Rule.INPUT_UNKNOWN,
                            task,
                            name,
                            input,
                            known.isEmpty() ? "it takes none" : String.join(", ", known)));
            step.numbers().stream()
                    .filter(number -> literal(inputs, number)
                            .filter(text -> !NUMBER.matcher(text).matches())
                            .isPresent())
                    .forEach(number -> add(Rule.INPUT_NUMBER, task, name, number, shortened(inputs.get(number))));
            step.ranges().forEach(range -> range(task, name, inputs, range));
            step.ids().stream()
                    .filter(id -> !variables.isCarried(model, id))
                    // what starts a company's own process hands over whom it is about
                    .filter(id -> model.about().isPresent() || !id.equals(Platform.CUSTOMER + "Id"))
                    .forEach(id -> add(Rule.STEP_ABOUT, task, name, id));
            step.errors().stream()
                    .filter(error ->
                            !Objects.toString(inputs.get(error.with()), "").isBlank())
                    .filter(error -> !model.catches(task, error.code()))
                    .forEach(error -> add(Rule.ERROR_NOT_CAUGHT, task, name, error.code()));
        }
        literal(inputs, PoolCheck.POOL)
                .ifPresent(pool -> PoolCheck.check(pool, model.file(), task, platform, findings));
        chosen(task, inputs, "message").forEach(message -> message(task, name, message));
        chosen(task, inputs, "queue").stream()
                .filter(queue -> !queue.isBlank() && !platform.queues().contains(queue))
                .forEach(queue -> add(
                        Rule.QUEUE_UNKNOWN,
                        task,
                        queue,
                        Spelling.meant(queue, platform.queues()),
                        String.join(", ", new TreeSet<>(platform.queues()))));
    }

    private void range(XmlElement task, String step, Map<String, String> inputs, StepInputs.Range range) {
        String text = Objects.toString(inputs.get(range.input()), "");
        List<Object> values = isExpression(text) ? expressions.constants(text).values() : List.of(text.strip());
        values.stream()
                .map(String::valueOf)
                .filter(value -> NUMBER.matcher(value).matches())
                .filter(value -> isBeyond(new BigDecimal(value), range))
                .findFirst()
                .ifPresent(value -> add(Rule.INPUT_RANGE, task, step, range.input(), value, range.from(), range.to()));
    }

    /** The step takes what stands before the point. */
    private static boolean isBeyond(BigDecimal number, StepInputs.Range range) {
        int whole = number.intValue();
        return whole < range.from() || whole > range.to();
    }

    /** @return the texts that an input can be, where the model writes them out; what is read elsewhere is refused */
    private List<String> chosen(XmlElement task, Map<String, String> inputs, String name) {
        String text = Objects.toString(inputs.get(name), "");
        if (text.isBlank()) {
            return List.of();
        }
        if (!isExpression(text)) {
            return List.of(text);
        }
        ExpressionCheck.Constants constants = expressions.constants(text);
        if (!constants.alone()) {
            add(Rule.INPUT_CONSTANT, task, name, shortened(text));
        }
        return constants.values().stream().map(String::valueOf).toList();
    }

    private static Optional<String> literal(Map<String, String> inputs, String name) {
        return Optional.ofNullable(inputs.get(name)).filter(text -> !text.isBlank() && !isExpression(text));
    }

    private void message(XmlElement task, String step, String name) {
        Platform.Message message = platform.messages().get(name);
        if (message == null) {
            add(
                    Rule.MESSAGE_UNKNOWN,
                    task,
                    name,
                    Spelling.meant(name, platform.messages().keySet()));
            return;
        }
        List<String> missing = new ArrayList<>(platform.languages());
        missing.removeAll(message.languages());
        if (!missing.isEmpty()) {
            add(Rule.MESSAGE_LANGUAGE, task, name, String.join(", ", missing));
        }
        if (message.internal() && step.equals("sendMessage")) {
            add(Rule.MESSAGE_FOR_OTHERS, task, name, "staff, and the step sends it to the customer");
        } else if (!message.internal() && step.equals("notifyQueue")) {
            add(Rule.MESSAGE_FOR_OTHERS, task, name, "customers, and the step sends it to staff");
        }
        if (step.equals("sendMessage") && !message.aboutStoppedOrders()) {
            model.startTypes().stream()
                    .filter(STOPS_AN_ORDER::contains)
                    .findFirst()
                    .ifPresent(type -> add(Rule.MESSAGE_STOPPED_ORDER, task, name, type));
        }
    }

    private void topic(XmlElement element) {
        String topic = element.camunda("topic");
        if ("external".equals(element.camunda("type"))
                && (topic == null || !platform.topics().contains(topic))) {
            add(Rule.TOPIC_UNKNOWN, element, topic == null ? "" : topic);
        }
    }

    // user tasks

    private void userTask(XmlElement task) {
        Set<String> tasks = new TreeSet<>();
        model.element().all("userTask").forEach(other -> tasks.add(other.id()));
        task.property("four-eyes")
                .filter(proposed -> !tasks.contains(proposed))
                .ifPresent(proposed ->
                        add(Rule.FOUR_EYES, task, proposed, Spelling.meant(proposed, tasks), String.join(", ", tasks)));
        String form = task.camunda("formRef");
        if (form == null) {
            // another kind of form has been found by the list of what is allowed
            if (task.camunda("formKey") == null
                    && task.extensions("formData").findAny().isEmpty()) {
                add(Rule.FORM_MISSING, task);
            }
        } else if (isExpression(form) || !models.forms().containsKey(form)) {
            add(
                    Rule.FORM_UNKNOWN,
                    task,
                    form,
                    Spelling.meant(form, models.forms().keySet()));
        }
    }

    // decisions

    private void decision(XmlElement task) {
        String key = task.camunda("decisionRef");
        ModelSet.Table table = models.decisions().get(key);
        if (table == null) {
            add(
                    Rule.DECISION_UNKNOWN,
                    task,
                    key,
                    Spelling.meant(key, models.decisions().keySet()));
            return;
        }
    }

    /** @return the names of a table's output columns, or of what a literal expression is called */
    static Set<String> outputs(ModelSet.Table table) {
        Set<String> outputs = new TreeSet<>();
        table.element().visit(element -> {
            if (element.local().equals("output") && element.attribute("name") != null) {
                outputs.add(element.attribute("name"));
            } else if (element.local().equals("variable") && element.attribute("name") != null) {
                outputs.add(element.attribute("name"));
            }
        });
        return outputs;
    }

    // calls

    private void call(XmlElement call) {
        String key = Objects.toString(call.attribute("calledElement"), "");
        ProcessModel called = models.processes().get(key);
        if (called == null) {
            add(
                    Rule.CALLED_UNKNOWN,
                    call,
                    key,
                    Spelling.meant(key, models.processes().keySet()));
            return;
        }
        if (called.starts().stream().noneMatch(start -> start.children().stream()
                .noneMatch(child -> child.local().endsWith("EventDefinition")))) {
            add(Rule.CALLED_START, call, key);
        }
        String about = model.about().orElse("nothing");
        String other = called.about().orElse("nothing");
        if (!about.equals(other)) {
            add(Rule.CALLED_ABOUT, call, key, other, about);
        }
    }

    private void callLoop() {
        List<String> way = new ArrayList<>(List.of(model.key()));
        if (callsBack(model, way, new LinkedHashSet<>())) {
            add(Rule.CALL_LOOP, model.element(), String.join(" → ", way));
        }
    }

    private boolean callsBack(ProcessModel caller, List<String> way, Set<String> seen) {
        for (XmlElement call : caller.calls()) {
            String key = Objects.toString(call.attribute("calledElement"), "");
            if (key.equals(model.key())) {
                way.add(key);
                return true;
            }
            ProcessModel called = models.processes().get(key);
            if (called != null && seen.add(key)) {
                way.add(key);
                if (callsBack(called, way, seen)) {
                    return true;
                }
                way.remove(way.size() - 1);
            }
        }
        return false;
    }
}
