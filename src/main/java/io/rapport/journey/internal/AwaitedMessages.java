package io.rapport.journey.internal;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.CallActivity;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;
import org.camunda.bpm.model.bpmn.instance.StartEvent;
import org.camunda.bpm.model.bpmn.instance.SubProcess;
import org.camunda.bpm.model.bpmn.instance.Task;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaInputOutput;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaInputParameter;

/**
 * Of which messages a place in a model waits for the outcome: those that are sent right before it, on each way that leads
 * there. Else the outcome of an earlier message, such as one that expired in the queue, would be taken for that of the one
 * just sent.
 */
final class AwaitedMessages {

    private static final String SEND = "${sendMessage}";

    private final Set<FlowNode> seen = new HashSet<>();
    private final Deque<FlowNode> open = new ArrayDeque<>();
    private final Set<String> names = new HashSet<>();
    private boolean any;

    /** By the flows themselves, as the engine goes: {@code <incoming>} need not be written. */
    private final Map<FlowNode, List<FlowNode>> sources;

    private AwaitedMessages(BpmnModelInstance model) {
        sources = model.getModelElementsByType(SequenceFlow.class).stream()
                .filter(flow -> flow.getSource() != null && flow.getTarget() != null)
                .collect(Collectors.groupingBy(
                        SequenceFlow::getTarget, Collectors.mapping(SequenceFlow::getSource, Collectors.toList())));
    }

    /**
     * Reads it off a model.
     *
     * @param model in which the place is
     * @param activityId of an event that catches, or a receive task
     * @return names of messages, such as {@code welcome}; none where it cannot be said: the outcome of any message is waited
     *     for then, as in an event subprocess, behind a called process, or where the name is an expression
     */
    static Set<String> at(BpmnModelInstance model, String activityId) {
        if (!(model.getModelElementById(activityId) instanceof FlowNode place)) {
            return Set.of();
        }
        AwaitedMessages awaited = new AwaitedMessages(model);
        if (place instanceof BoundaryEvent boundary && boundary.getAttachedTo() instanceof SubProcess part) {
            awaited.within(part);
            if (awaited.names.isEmpty() && !awaited.any) {
                awaited.before(part);
            }
        } else {
            awaited.before(place instanceof BoundaryEvent boundary ? boundary.getAttachedTo() : place);
        }
        awaited.goBack();
        return awaited.any ? Set.of() : Set.copyOf(awaited.names);
    }

    private void before(FlowNode node) {
        if (node instanceof StartEvent && node.getParentElement() instanceof SubProcess part) {
            if (part.triggeredByEvent()) {
                any = true;
            } else {
                before(part);
            }
        } else if (node instanceof BoundaryEvent boundary) {
            open.add(boundary.getAttachedTo());
        }
        open.addAll(sources.getOrDefault(node, List.of()));
    }

    private void goBack() {
        while (!any && !open.isEmpty()) {
            FlowNode node = open.remove();
            if (seen.add(node) && !sends(node)) {
                before(node);
            }
        }
    }

    /** @return whether the way back ends here, since something was sent; what goes into {@link #names} */
    private boolean sends(FlowNode node) {
        if (node instanceof CallActivity) {
            any = true;
            return true;
        }
        if (node instanceof SubProcess part) {
            int before = names.size();
            within(part);
            return any || names.size() > before;
        }
        if (!(node instanceof Task) || !SEND.equals(expression(node))) {
            return false;
        }
        String name = messageName(node);
        if (name == null || name.isBlank() || name.contains("{")) {
            any = true;
        } else {
            names.add(name.strip());
        }
        return true;
    }

    private void within(SubProcess part) {
        part.getChildElementsByType(FlowNode.class).forEach(this::sends);
    }

    private static String expression(FlowNode node) {
        return node.getAttributeValueNs("http://camunda.org/schema/1.0/bpmn", "delegateExpression");
    }

    private static String messageName(FlowNode node) {
        return node.getExtensionElements() == null
                ? null
                : node.getExtensionElements().getElementsQuery().filterByType(CamundaInputOutput.class).list().stream()
                        .map(CamundaInputOutput::getCamundaInputParameters)
                        .flatMap(Collection::stream)
                        .filter(input -> "message".equals(input.getCamundaName()))
                        .map(CamundaInputParameter::getTextContent)
                        .findFirst()
                        .orElse(null);
    }
}
