package io.rapport.gate;

import io.rapport.channel.MessageEvents;
import io.rapport.journey.expression.Spelling;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Checks the way through one process: what is reached, waits, goes round in circles and ends. */
final class FlowCheck {

    private static final Set<String> OUTCOMES =
            Set.of(MessageEvents.SENT, MessageEvents.WITHHELD, MessageEvents.FAILED);

    private final ProcessModel model;
    private final ModelSet models;
    private final Platform platform;
    private final Findings findings;

    /** @param models what the process may call */
    FlowCheck(ProcessModel model, ModelSet models, Platform platform, Findings findings) {
        this.model = model;
        this.models = models;
        this.platform = platform;
        this.findings = findings;
    }

    void check() {
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
                    .filter(FlowCheck::isSend)
                    .findFirst()
                    .ifPresent(send -> add(Rule.SEND_REPEATED, send, "the way " + way(sends)));
        }
        repeatedSends();
        new JoinCheck(model, findings).check();
        ends(reached);
    }

    private void add(Rule rule, XmlElement place, Object... values) {
        findings.add(rule, model.file(), place, values);
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
        return called != null && called.nodes().values().stream().anyMatch(FlowCheck::isSend);
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
        return called != null && called.nodes().values().stream().anyMatch(FlowCheck::isWait);
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
        Set<XmlElement> before = new LinkedHashSet<>();
        before(gateway, before, new HashSet<>());
        return caught.containsAll(OUTCOMES)
                && !before.isEmpty()
                && before.stream().allMatch(FlowCheck::isSend);
    }

    /** What is right before a node; a gateway that only joins ways is passed over. */
    private void before(XmlElement node, Set<XmlElement> before, Set<XmlElement> seen) {
        for (XmlElement other : model.nodes().values()) {
            if (!model.following(other).contains(node)) {
                continue;
            }
            if (other.is("exclusiveGateway") && model.following(other).size() == 1) {
                if (seen.add(other)) {
                    before(other, before, seen);
                }
            } else {
                before.add(other);
            }
        }
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
