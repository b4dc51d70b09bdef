package io.rapport.gate;

import io.rapport.channel.MessageEvents;
import io.rapport.gate.Platform.EventFields;
import io.rapport.journey.Reentry;
import io.rapport.journey.StartWindow;
import io.rapport.journey.expression.Spelling;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Checks one process by itself: what it says of itself, how it starts, waits, repeats and ends. */
final class JourneyCheck {

    /** A diagram that anybody can read has a tenth of it. */
    static final int MOST_NODES = 500;

    /** As many steps as one delivery may take. */
    static final int MOST_REPETITIONS = 500;

    private static final List<String> OF_PROCESSES = List.of(
            "about",
            "owner",
            "reentry",
            "replaces",
            "startable-by-staff",
            "starts-within",
            "takes-over-from",
            "variables");

    private static final Set<String> OUTCOMES =
            Set.of(MessageEvents.SENT, MessageEvents.WITHHELD, MessageEvents.FAILED);

    private static final Pattern DAYS = Pattern.compile("(P?)(\\d+)(D?)");

    private static final Pattern WRITTEN_NUMBER = Pattern.compile("[$#]\\{\\s*(\\d+)\\s*}");

    private final ProcessModel model;
    private final ModelSet models;
    private final Platform platform;
    private final Findings findings;

    /** @param models what the process may call */
    JourneyCheck(ProcessModel model, ModelSet models, Platform platform, Findings findings) {
        this.model = model;
        this.models = models;
        this.platform = platform;
        this.findings = findings;
    }

    void check() {
        XmlElement process = model.element();
        if (model.nodes().size() > MOST_NODES) {
            add(Rule.MODEL_SIZE, process, model.nodes().size(), MOST_NODES);
            return;
        }
        if (Objects.toString(process.attribute("name"), "").isBlank()) {
            add(Rule.PROCESS_NAME, process);
        }
        timeToLive(process);
        process.visit(this::properties);
        new TimerCheck(model, platform, findings).check();
        identity(process);
        model.starts().forEach(this::start);
        process.visit(this::repetitions);
        process.visit(this::condition);
        flow();
    }

    private void add(Rule rule, XmlElement place, Object... values) {
        findings.add(rule, model.file(), place, values);
    }

    private void timeToLive(XmlElement process) {
        String text = process.camunda("historyTimeToLive");
        Matcher days = DAYS.matcher(Objects.toString(text, ""));
        boolean said = days.matches()
                && days.group(1).isEmpty() == days.group(3).isEmpty()
                && days.group(2).length() <= 6
                && Integer.parseInt(days.group(2)) > 0;
        if (!said) {
            add(Rule.TIME_TO_LIVE, process, text == null ? "not set" : "'" + text + "'");
        }
    }

    private void properties(XmlElement element) {
        Set<String> names = new HashSet<>();
        element.extensions("properties")
                .flatMap(all -> all.children("property"))
                .forEach(property -> {
                    String name =
                            Objects.toString(property.attribute("name"), "").strip();
                    if (name.isEmpty()
                            || Objects.toString(property.attribute("value"), "").isBlank()) {
                        add(Rule.PROPERTY_EMPTY, property, name);
                    }
                    if (!names.add(name)) {
                        add(Rule.PROPERTY_TWICE, property, name);
                    }
                    if (element.is("process") && !name.isEmpty() && !OF_PROCESSES.contains(name)) {
                        add(Rule.PROPERTY_UNKNOWN, property, name, String.join(", ", OF_PROCESSES));
                    }
                });
    }

    private void identity(XmlElement process) {
        Set<String> starts = model.startTypes();
        if (model.about().isEmpty()) {
            boolean foreign = starts.isEmpty();
            if (!foreign) {
                add(Rule.ABOUT_MISSING, process, misspelt(process), kinds());
            } else if (!platform.foreignModels()) {
                add(Rule.NOT_A_JOURNEY, process);
            }
            return;
        }
        String about = model.about().get();
        if (!platform.kinds().contains(about)) {
            add(Rule.ABOUT_UNKNOWN, process, about, kinds());
        } else {
            named(about);
        }
        if (process.property("owner").isEmpty()) {
            add(Rule.OWNER_MISSING, process);
        }
        String reentry = process.property("reentry").orElse(null);
        if (reentry == null && !starts.isEmpty()) {
            add(Rule.REENTRY_MISSING, process, about);
        }
        try {
            Reentry.parse(reentry);
        } catch (IllegalArgumentException e) {
            add(Rule.REENTRY, process, reentry);
        }
        process.property("starts-within").ifPresent(said -> startsWithin(process, said));
        process.property("startable-by-staff").ifPresent(said -> startableByStaff(process, about, said));
    }

    private void startsWithin(XmlElement process, String said) {
        try {
            StartWindow.parse(said);
        } catch (IllegalArgumentException e) {
            add(Rule.STARTS_WITHIN, process, said);
        }
    }

    /** Who starts it fills in a form that is made of the fields of its event. */
    private void startableByStaff(XmlElement process, String about, String said) {
        if (!said.equals("true") && !said.equals("false")) {
            add(Rule.STAFF_START, process, "'" + said + "'");
        }
        if (!said.equals("true")) {
            return;
        }
        if (model.startTypes().isEmpty()) {
            add(Rule.STAFF_START_FORM, process, "no message starts it");
        }
        for (String type : model.startTypes()) {
            EventFields event = platform.events().get(type);
            if (event != null && !event.namedByAField(about)) {
                add(Rule.STAFF_START_FORM, process, "no field of " + type + " names the " + about);
            } else if (event != null && !event.notForForms().isEmpty()) {
                add(
                        Rule.STAFF_START_FORM,
                        process,
                        type + " needs " + String.join(", ", event.notForForms()) + ", which no single field can hold");
            }
        }
    }

    private String misspelt(XmlElement process) {
        return process.extensions("properties")
                .flatMap(all -> all.children("property"))
                .map(property -> Objects.toString(property.attribute("name"), ""))
                .filter(name -> Spelling.nearest(name, List.of("about")).isPresent())
                .findFirst()
                .map(name -> ", unless '" + name + "' is meant for it")
                .orElse("");
    }

    private String kinds() {
        return String.join(", ", platform.kinds());
    }

    /** An event reaches only the instances whose business key is among its references. */
    private void named(String about) {
        for (XmlElement node : model.nodes().values()) {
            boolean catches = node.is("startEvent", "intermediateCatchEvent", "boundaryEvent", "receiveTask");
            if (!catches) {
                continue;
            }
            model.messageOf(node)
                    .filter(platform.events()::containsKey)
                    .filter(type -> isStart(node)
                            ? !platform.events().get(type).forItsSender()
                            : !platform.events().get(type).reachesOthers())
                    .filter(type -> !platform.events().get(type).references().contains(about))
                    .ifPresent(type -> add(
                            Rule.ABOUT_NOT_NAMED,
                            node,
                            about,
                            type,
                            String.join(
                                    ", ",
                                    new TreeSet<>(platform.events().get(type).references()))));
        }
    }

    private boolean isStart(XmlElement node) {
        return node.parent() == model.element() && node.is("startEvent");
    }

    private void start(XmlElement start) {
        if (start.has("timerEventDefinition")) {
            add(Rule.START_TIMER, start, "a timer", "when it is time");
        } else if (start.has("signalEventDefinition")) {
            add(Rule.START_TIMER, start, "a signal", "instead of the signal");
        } else if (start.has("conditionalEventDefinition")) {
            add(Rule.START_TIMER, start, "a condition", "when that is so");
        }
        model.messageOf(start)
                .filter(type -> platform.events().containsKey(type)
                        && platform.events().get(type).forItsSender())
                .ifPresent(type -> add(Rule.STARTS_NEVER, start, type));
    }

    private void condition(XmlElement element) {
        if (element.is("conditionExpression") && element.text().isBlank()) {
            add(
                    Rule.EXPRESSION,
                    element,
                    "the condition",
                    "it is empty",
                    "write one such as ${score >= 4}, or delete it");
        }
    }

    private void repetitions(XmlElement element) {
        if (element.is("loopCardinality")) {
            String text = element.text();
            Matcher written = WRITTEN_NUMBER.matcher(text);
            if (written.matches()) {
                text = written.group(1);
            }
            if (text.matches("[$#]\\{\\s*\\w*Id\\s*}")
                    || !text.contains("{")
                            && (!text.matches("\\d{1,6}") || Integer.parseInt(text) > MOST_REPETITIONS)) {
                add(Rule.REPETITIONS, element, text, MOST_REPETITIONS);
            }
        }
    }

    // the way through

    private void flow() {
        Set<XmlElement> reached = model.reached();
        for (XmlElement node : model.nodes().values()) {
            if (!reached.contains(node)) {
                add(Rule.UNREACHABLE, node);
            }
            message(node);
            if (node.is("task", "manualTask")) {
                add(Rule.DOES_NOTHING, node);
            }
            if (node.is("exclusiveGateway", "inclusiveGateway")
                    && model.following(node).size() > 1
                    && node.attribute("default") == null) {
                add(Rule.NO_DEFAULT, node);
            }
            wait(node);
        }
        List<XmlElement> way = model.cycle(
                node -> (!isWait(node) || isTimerShorterThan(node, Duration.ofMinutes(1))) && !callsWait(node));
        if (!way.isEmpty()) {
            add(Rule.LOOP_WITHOUT_WAIT, way.get(0), way(way));
        } else {
            List<XmlElement> sends = model.cycle(
                    node -> (!isWait(node) || isTimerShorterThan(node, Duration.ofHours(1))) && !callsWait(node));
            sends.stream()
                    .filter(JourneyCheck::isSend)
                    .findFirst()
                    .ifPresent(send -> add(Rule.SEND_REPEATED, send, "the way " + way(sends)));
        }
        repeatedSends();
        new JoinCheck(model, findings).check();
        ends(reached);
    }

    private static String way(List<XmlElement> way) {
        String names = way.stream().map(XmlElement::id).collect(Collectors.joining(" → "));
        return names + " → " + way.get(0).id();
    }

    /** A repetition, of the task itself or of what stands around it, sends the same message to the same customer. */
    private void repeatedSends() {
        for (XmlElement node : model.nodes().values()) {
            if (!isSend(node) && !callsSend(node)) {
                continue;
            }
            for (XmlElement around = node; around != null && around != model.element(); around = around.parent()) {
                if (around.has("multiInstanceLoopCharacteristics")) {
                    add(Rule.SEND_REPEATED, node, "it is repeated (multi-instance)");
                }
            }
        }
    }

    private static boolean isSend(XmlElement node) {
        return StepCheck.step(node).filter("sendMessage"::equals).isPresent();
    }

    private boolean callsSend(XmlElement node) {
        ProcessModel called = node.is("callActivity") ? models.processes().get(node.attribute("calledElement")) : null;
        return called != null && called.nodes().values().stream().anyMatch(JourneyCheck::isSend);
    }

    private static boolean isTimerShorterThan(XmlElement node, Duration pause) {
        if (!node.is("intermediateCatchEvent")) {
            return false;
        }
        return node.child("timerEventDefinition")
                .flatMap(timer -> timer.child("timeDuration"))
                .map(XmlElement::text)
                .filter(text -> {
                    try {
                        return Duration.parse(text).compareTo(pause) < 0;
                    } catch (DateTimeParseException e) {
                        // an expression, or months and years
                        return false;
                    }
                })
                .isPresent();
    }

    private void message(XmlElement node) {
        if (isCatching(node) && model.messageOf(node).isEmpty()) {
            add(Rule.MESSAGE_MISSING, node);
        }
        event(model, node, platform, findings);
    }

    private static boolean isCatching(XmlElement node) {
        return node.is("receiveTask")
                || node.is("startEvent", "intermediateCatchEvent", "boundaryEvent")
                        && node.has("messageEventDefinition");
    }

    /** Types of dates and schedules leave with their entries: who waits for one of them would wait for ever. */
    static void events(ProcessModel model, Platform platform, Findings findings) {
        model.nodes().values().forEach(node -> event(model, node, platform, findings));
    }

    private static void event(ProcessModel model, XmlElement node, Platform platform, Findings findings) {
        if (isCatching(node)) {
            model.messageOf(node)
                    .filter(name -> !platform.events().containsKey(name))
                    .ifPresent(name -> findings.add(
                            Rule.EVENT_UNKNOWN,
                            model.file(),
                            node,
                            name,
                            Spelling.meant(name, platform.events().keySet())));
        }
    }

    private void ends(Set<XmlElement> reached) {
        List<XmlElement> ends = reached.stream()
                .filter(node -> node.parent() == model.element())
                .filter(node ->
                        !model.hasFlowFrom(node) && !ProcessModel.isEventSubprocess(node) && !node.is("boundaryEvent"))
                .toList();
        if (ends.isEmpty()) {
            add(Rule.NO_EXIT, model.element());
        }
        boolean counted = model.nodes().values().stream()
                .anyMatch(
                        node -> node.is("endEvent") && node.property("outcome").isPresent());
        if (model.about().isPresent() && !counted) {
            add(Rule.OUTCOME_MISSING, model.element());
        }
    }

    /** Where an instance stays until something happens. */
    static boolean isWait(XmlElement node) {
        return node.is("receiveTask", "userTask", "eventBasedGateway", "intermediateCatchEvent")
                        && !node.has("linkEventDefinition")
                || "external".equals(node.camunda("type"))
                || node.is("boundaryEvent");
    }

    /** A called journey that waits for something makes its caller wait. */
    private boolean callsWait(XmlElement node) {
        ProcessModel called = node.is("callActivity") ? models.processes().get(node.attribute("calledElement")) : null;
        return called != null && called.nodes().values().stream().anyMatch(JourneyCheck::isWait);
    }

    private void wait(XmlElement node) {
        String what = waitsFor(node);
        if (what == null) {
            return;
        }
        List<XmlElement> timers = new ArrayList<>();
        if (node.is("eventBasedGateway")) {
            if (model.following(node).stream().anyMatch(next -> next.has("timerEventDefinition"))
                    || isForEachOutcome(node)) {
                return;
            }
        } else {
            boolean behindGateway = model.nodes().values().stream()
                    .anyMatch(other -> other.is("eventBasedGateway")
                            && model.following(other).contains(node));
            if (behindGateway) {
                return;
            }
        }
        for (XmlElement scope = node; scope != null && scope != model.element().parent(); scope = scope.parent()) {
            model.attachedTo(scope).stream()
                    .filter(event -> event.has("timerEventDefinition"))
                    .forEach(timers::add);
            scope.children().stream()
                    .filter(ProcessModel::isEventSubprocess)
                    .filter(child -> !isWithin(node, child))
                    .flatMap(child -> child.children("startEvent"))
                    .filter(start -> start.has("timerEventDefinition"))
                    .forEach(timers::add);
        }
        if (timers.isEmpty()) {
            add(Rule.WAIT_WITHOUT_TIMEOUT, node, what);
        } else if (timers.stream()
                .noneMatch(timer -> !"false".equals(timer.attribute("cancelActivity"))
                        && !"false".equals(timer.attribute("isInterrupting")))) {
            add(Rule.WAIT_MAY_NOT_END, node, what);
        }
    }

    /** Of each message that was asked for one of these becomes in the end, so who waits for all of them is never left waiting. */
    private boolean isForEachOutcome(XmlElement gateway) {
        Set<String> caught = model.following(gateway).stream()
                .flatMap(next -> model.messageOf(next).stream())
                .collect(Collectors.toSet());
        List<XmlElement> before = model.nodes().values().stream()
                .filter(node -> model.following(node).contains(gateway))
                .toList();
        return caught.containsAll(OUTCOMES)
                && !before.isEmpty()
                && before.stream().allMatch(JourneyCheck::isSend);
    }

    private static boolean isWithin(XmlElement node, XmlElement scope) {
        for (XmlElement around = node; around != null; around = around.parent()) {
            if (around == scope) {
                return true;
            }
        }
        return false;
    }

    private String waitsFor(XmlElement node) {
        if (node.is("receiveTask")
                || node.is("intermediateCatchEvent")
                        && (node.has("messageEventDefinition")
                                || node.has("signalEventDefinition")
                                || node.has("conditionalEventDefinition"))) {
            return model.messageOf(node).map(type -> "'" + type + "'").orElse("something");
        }
        if (node.is("eventBasedGateway")) {
            return model.following(node).stream()
                    .flatMap(next -> model.messageOf(next).stream())
                    .map(type -> "'" + type + "'")
                    .collect(Collectors.joining(" or "));
        }
        return null;
    }
}
