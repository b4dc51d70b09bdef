package io.rapport.gate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** A process as a graph: its nodes, who follows whom, and what is attached to what. */
final class ProcessModel {

    private static final Set<String> NODES = Set.of(
            "startEvent",
            "endEvent",
            "intermediateCatchEvent",
            "intermediateThrowEvent",
            "boundaryEvent",
            "task",
            "manualTask",
            "serviceTask",
            "sendTask",
            "businessRuleTask",
            "receiveTask",
            "userTask",
            // not deployed, but a part of the way: what is behind it is not to be called unreachable
            "scriptTask",
            "complexGateway",
            "callActivity",
            "subProcess",
            "transaction",
            "exclusiveGateway",
            "parallelGateway",
            "inclusiveGateway",
            "eventBasedGateway");

    private final String file;
    private final XmlElement process;
    private final Map<String, String> messages = new HashMap<>();
    private final Map<String, String> errors = new HashMap<>();
    private final Map<String, XmlElement> nodes = new LinkedHashMap<>();
    private final Map<String, List<String>> next = new HashMap<>();
    private final List<XmlElement> calls;
    private final Set<String> caught = new LinkedHashSet<>();
    private final Set<String> steps = new LinkedHashSet<>();
    private final Set<String> mapped = new LinkedHashSet<>();

    ProcessModel(String file, XmlElement process) {
        this.file = file;
        this.process = process;
        process.parent()
                .children("message")
                .forEach(message -> messages.put(message.id(), Objects.toString(message.attribute("name"), "")));
        process.parent()
                .children("error")
                .forEach(error -> errors.put(error.id(), Objects.toString(error.attribute("errorCode"), "")));
        process.visit(element -> {
            if (element.namespace().equals(XmlElement.BPMN) && NODES.contains(element.local())) {
                nodes.put(element.id(), element);
            }
        });
        process.all("sequenceFlow")
                .forEach(flow -> next.computeIfAbsent(flow.attribute("sourceRef"), id -> new ArrayList<>())
                        .add(flow.attribute("targetRef")));
        calls = process.all("callActivity").toList();
        nodes.values().forEach(node -> {
            messageOf(node).ifPresent(caught::add);
            StepCheck.step(node).ifPresent(steps::add);
        });
        process.visit(element -> DeclaredVariables.mapped(element, mapped));
    }

    String file() {
        return file;
    }

    XmlElement element() {
        return process;
    }

    String key() {
        return process.id();
    }

    Map<String, XmlElement> nodes() {
        return nodes;
    }

    /** @return its call activities; each check of another process asks for them */
    List<XmlElement> calls() {
        return calls;
    }

    /** @return the names of all messages that it catches */
    Set<String> caught() {
        return caught;
    }

    /** @return the names of all steps that it does */
    Set<String> steps() {
        return steps;
    }

    /** @return the variables that outputs, loops and caught errors set */
    Set<String> mapped() {
        return mapped;
    }

    Optional<String> about() {
        return process.property("about");
    }

    /** @return the elements by which the process itself starts, not its subprocesses */
    List<XmlElement> starts() {
        return process.children("startEvent").toList();
    }

    /** @return the event types that start the process */
    Set<String> startTypes() {
        Set<String> types = new LinkedHashSet<>();
        starts().forEach(start -> messageOf(start).ifPresent(types::add));
        return types;
    }

    /** @return the name of the message that an event or receive task catches; empty if it names none */
    Optional<String> messageOf(XmlElement catching) {
        XmlElement definition = catching.is("receiveTask")
                ? catching
                : catching.child("messageEventDefinition").orElse(null);
        return Optional.ofNullable(definition)
                .map(element -> element.attribute("messageRef"))
                .map(reference -> messages.get(local(reference)))
                .filter(name -> !name.isBlank());
    }

    /** References may be written with the prefix of their file's namespace. */
    private static String local(String reference) {
        return reference.substring(reference.indexOf(':') + 1);
    }

    /** @return the events that interrupt or accompany an activity while it lasts */
    List<XmlElement> attachedTo(XmlElement activity) {
        return nodes.values().stream()
                .filter(node -> node.is("boundaryEvent") && activity.id().equals(node.attribute("attachedToRef")))
                .toList();
    }

    /** @return whether an event that is attached to an activity catches an error of it, by its code or whatever it is */
    boolean catches(XmlElement activity, String error) {
        return attachedTo(activity).stream()
                .flatMap(event -> event.child("errorEventDefinition").stream())
                .map(definition -> definition.attribute("errorRef"))
                .anyMatch(reference -> reference == null || error.equals(errors.get(local(reference))));
    }

    List<XmlElement> following(XmlElement node) {
        return next.getOrDefault(node.id(), List.of()).stream()
                .map(nodes::get)
                .filter(Objects::nonNull)
                .toList();
    }

    boolean hasFlowFrom(XmlElement node) {
        return next.containsKey(node.id());
    }

    /**
     * Where an instance may be next after it has been at a node: along the flows, into and out of subprocesses, over what
     * is attached and the subprocesses that events start.
     */
    List<XmlElement> reachableFrom(XmlElement node) {
        List<XmlElement> inside = node.is("subProcess", "transaction") ? beginnings(node) : List.of();
        List<XmlElement> reachable = new ArrayList<>(inside.isEmpty() ? following(node) : inside);
        reachable.addAll(attachedTo(node));
        if (node.is("intermediateThrowEvent") && node.has("linkEventDefinition")) {
            String name = node.child("linkEventDefinition").get().attribute("name");
            nodes.values().stream()
                    .filter(other -> other.is("intermediateCatchEvent")
                            && other.child("linkEventDefinition")
                                    .filter(link -> Objects.equals(name, link.attribute("name")))
                                    .isPresent())
                    .forEach(reachable::add);
        }
        if (!hasFlowFrom(node)) {
            // the end of a subprocess leads on from there
            XmlElement scope = node.parent();
            if (scope != null && scope.is("subProcess", "transaction")) {
                reachable.addAll(following(scope));
            }
        }
        return reachable;
    }

    private List<XmlElement> beginnings(XmlElement scope) {
        return scope.children().stream()
                .filter(child -> child.is("startEvent") || isEventSubprocess(child))
                .toList();
    }

    static boolean isEventSubprocess(XmlElement element) {
        return element.is("subProcess") && "true".equals(element.attribute("triggeredByEvent"));
    }

    /** @return all that an instance can come to */
    Set<XmlElement> reached() {
        Set<XmlElement> reached = new LinkedHashSet<>();
        Deque<XmlElement> open = new ArrayDeque<>();
        open.addAll(beginnings(process));
        nodes.values().stream()
                .filter(node -> "true".equals(node.attribute("isForCompensation")))
                .forEach(open::add);
        while (!open.isEmpty()) {
            XmlElement node = open.poll();
            if (reached.add(node)) {
                open.addAll(reachableFrom(node));
            }
        }
        return reached;
    }

    /**
     * Finds a way that comes back to where it began over nodes of one kind alone.
     *
     * @return the nodes on it, in their order; empty if there is none
     */
    List<XmlElement> cycle(Predicate<XmlElement> over) {
        Set<XmlElement> done = new LinkedHashSet<>();
        for (XmlElement node : nodes.values()) {
            List<XmlElement> found = cycle(node, over, new ArrayList<>(), done);
            if (!found.isEmpty()) {
                return found;
            }
        }
        return List.of();
    }

    private List<XmlElement> cycle(
            XmlElement node, Predicate<XmlElement> over, List<XmlElement> way, Set<XmlElement> done) {
        int before = way.indexOf(node);
        if (before >= 0) {
            return List.copyOf(way.subList(before, way.size()));
        }
        if (!over.test(node) || !done.add(node)) {
            return List.of();
        }
        way.add(node);
        for (XmlElement following : reachableFrom(node)) {
            // what is attached fires later, so it is a wait of its own
            if (following.is("boundaryEvent")) {
                continue;
            }
            List<XmlElement> found = cycle(following, over, way, done);
            if (!found.isEmpty()) {
                return found;
            }
        }
        way.remove(way.size() - 1);
        return List.of();
    }

    @Override
    public String toString() {
        return key();
    }
}
