package io.rapport.gate;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a BPMN file may consist of: elements, attributes and extensions by name; whatever is not on these lists is
 * refused. The engine finds most elements by their name in whatever namespace, so each is checked.
 */
final class BpmnAllowList {

    private static final String XSI = "http://www.w3.org/2001/XMLSchema-instance";

    /** The diagram itself, and what the Modeler notes for itself. */
    private static final Set<String> DRAWING = Set.of(
            "http://www.omg.org/spec/BPMN/20100524/DI",
            "http://www.omg.org/spec/DD/20100524/DC",
            "http://www.omg.org/spec/DD/20100524/DI",
            XmlElement.MODELER,
            "http://bpmn.io/schema/bpmn",
            "http://bpmn.io/schema/bpmn/biocolor/1.0",
            "http://www.omg.org/spec/BPMN/non-normative/color/1.0",
            "http://www.omg.org/spec/BPMN/non-normative/color");

    private static final Map<String, String> PRODUCTS = Map.of(
            XmlElement.ZEEBE,
            "Camunda 8",
            "http://activiti.org/bpmn",
            "Activiti",
            "http://flowable.org/bpmn",
            "Flowable",
            "http://www.signavio.com",
            "Signavio");

    /** Some tools note something at each element: more parts of a product are counted. */
    private static final int MOST_NAMED = 5;

    private static final Set<String> ELEMENTS = Set.of(
            // frame
            "definitions",
            "process",
            "collaboration",
            "participant",
            "messageFlow",
            "laneSet",
            "lane",
            "flowNodeRef",
            "documentation",
            "extensionElements",
            "textAnnotation",
            "text",
            "association",
            "group",
            "category",
            "categoryValue",
            "dataObject",
            "dataObjectReference",
            "dataStore",
            "dataStoreReference",
            "dataInputAssociation",
            "dataOutputAssociation",
            "property",
            "message",
            "signal",
            "error",
            "escalation",
            // flow
            "sequenceFlow",
            "conditionExpression",
            "incoming",
            "outgoing",
            "sourceRef",
            "targetRef",
            "exclusiveGateway",
            "parallelGateway",
            "inclusiveGateway",
            "eventBasedGateway",
            // activities
            "task",
            "manualTask",
            "serviceTask",
            "sendTask",
            "businessRuleTask",
            "receiveTask",
            "userTask",
            "callActivity",
            "subProcess",
            "transaction",
            "multiInstanceLoopCharacteristics",
            "loopCardinality",
            "loopDataInputRef",
            "inputDataItem",
            "completionCondition",
            // events
            "startEvent",
            "endEvent",
            "boundaryEvent",
            "intermediateCatchEvent",
            "intermediateThrowEvent",
            "messageEventDefinition",
            "timerEventDefinition",
            "timeDate",
            "timeDuration",
            "timeCycle",
            "signalEventDefinition",
            "errorEventDefinition",
            "escalationEventDefinition",
            "compensateEventDefinition",
            "conditionalEventDefinition",
            "condition",
            "linkEventDefinition",
            "source",
            "target",
            "terminateEventDefinition",
            "cancelEventDefinition");

    /** Attributes without prefix that any element of BPMN may have. */
    private static final Set<String> ATTRIBUTES = Set.of(
            "id",
            "name",
            "targetNamespace",
            "exporter",
            "exporterVersion",
            "isExecutable",
            "isClosed",
            "processType",
            "processRef",
            "messageRef",
            "signalRef",
            "errorRef",
            "errorCode",
            "escalationRef",
            "escalationCode",
            "sourceRef",
            "targetRef",
            "default",
            "isImmediate",
            "gatewayDirection",
            "eventGatewayType",
            "instantiate",
            "attachedToRef",
            "cancelActivity",
            "isInterrupting",
            "parallelMultiple",
            "triggeredByEvent",
            "isForCompensation",
            "startQuantity",
            "completionQuantity",
            "isSequential",
            "activityRef",
            "waitForCompletion",
            "calledElement",
            "associationDirection",
            "textFormat",
            "categoryValueRef",
            "dataObjectRef",
            "dataStoreRef",
            "isCollection",
            "isUnlimited",
            "capacity",
            "method",
            "value",
            "isHorizontal",
            "itemSubjectRef",
            "behavior");

    private static final Set<String> EVERYWHERE =
            Set.of("modelerTemplate", "modelerTemplateVersion", "modelerTemplateIcon", "exclusive");

    private static final Map<String, Set<String>> CAMUNDA = Map.ofEntries(
            entry("definitions", Set.of("diagramRelationId")),
            entry("process", Set.of("historyTimeToLive", "versionTag", "isStartableInTasklist")),
            entry("serviceTask", Set.of("delegateExpression", "type", "topic", "taskPriority")),
            entry("sendTask", Set.of("delegateExpression", "type", "topic", "taskPriority")),
            entry(
                    "businessRuleTask",
                    Set.of(
                            "delegateExpression",
                            "decisionRef",
                            "decisionRefBinding",
                            "resultVariable",
                            "mapDecisionResult",
                            "type",
                            "topic",
                            "taskPriority")),
            entry("userTask", Set.of("formRef", "formRefBinding")),
            entry("callActivity", Set.of("calledElementBinding")),
            entry("messageEventDefinition", Set.of("delegateExpression", "type", "topic", "taskPriority")),
            entry("error", Set.of("errorMessage")),
            entry("errorEventDefinition", Set.of("errorCodeVariable", "errorMessageVariable")),
            entry("escalationEventDefinition", Set.of("escalationCodeVariable")),
            entry("conditionalEventDefinition", Set.of("variableName", "variableEvents")),
            entry("multiInstanceLoopCharacteristics", Set.of("collection", "elementVariable")));

    /** The platform's extensions: their attributes, none with a prefix. */
    private static final Map<String, Set<String>> EXTENSIONS = Map.ofEntries(
            entry("properties", Set.of()),
            entry("property", Set.of("id", "name", "value")),
            entry("inputOutput", Set.of()),
            entry("inputParameter", Set.of("name")),
            entry("outputParameter", Set.of("name")),
            entry("list", Set.of()),
            entry("map", Set.of()),
            entry("entry", Set.of("key")),
            entry("value", Set.of("id", "name")),
            entry("in", Set.of("businessKey", "source", "sourceExpression", "target", "variables", "local")),
            entry("out", Set.of("source", "sourceExpression", "target", "variables", "local")));

    /** What is refused with a word of its own, since people look for it. */
    private static final Map<String, Rule> NAMED = named();

    private static Map<String, Rule> named() {
        Map<String, Rule> named = new HashMap<>();
        List.of("scriptTask", "script").forEach(name -> named.put(name, Rule.SCRIPT));
        List.of("executionListener", "taskListener").forEach(name -> named.put(name, Rule.LISTENER));
        named.put("connector", Rule.CONNECTOR);
        return named;
    }

    private static final Set<String> ASSIGNMENT = Set.of(
            "assignee",
            "candidateUsers",
            "candidateGroups",
            "priority",
            "dueDate",
            "followUpDate",
            "humanPerformer",
            "potentialOwner",
            "performer");

    private final String file;
    private final Findings findings;
    private final Map<String, List<Part>> foreign = new LinkedHashMap<>();

    BpmnAllowList(String file, Findings findings) {
        this.file = file;
        this.findings = findings;
    }

    void check(XmlElement definitions) {
        element(definitions);
        foreign.forEach((namespace, parts) -> {
            String product = PRODUCTS.getOrDefault(namespace, namespace);
            if (parts.size() <= MOST_NAMED) {
                parts.forEach(part -> findings.add(Rule.NAMESPACE, file, part.place(), named(part) + " is", product));
            } else {
                Part first = parts.get(0);
                findings.add(
                        Rule.NAMESPACE,
                        file,
                        first.place(),
                        named(first) + " and " + (parts.size() - 1) + " more are",
                        product);
            }
        });
    }

    private static String named(Part part) {
        return "'" + part.name() + "'";
    }

    private void element(XmlElement element) {
        if (DRAWING.contains(element.namespace())) {
            // the engine finds elements by name in whatever namespace: a drawing stands in its own place alone
            boolean drawing = element.local().equals("BPMNDiagram")
                    && element.parent() != null
                    && element.parent().is("definitions");
            if (!drawing) {
                findings.add(Rule.ELEMENT, file, element, element.local());
            }
            return;
        }
        if (NAMED.containsKey(element.local())) {
            findings.add(NAMED.get(element.local()), file, element);
            return;
        }
        if (element.local().equals("formData")) {
            findings.add(Rule.FORM_KEY, file, element, "a list of fields in the model");
        } else if (element.namespace().equals(XmlElement.BPMN)) {
            standard(element);
        } else if (element.namespace().equals(XmlElement.CAMUNDA)) {
            extension(element);
        } else {
            foreign(element, element.local(), element.namespace());
        }
    }

    private void standard(XmlElement element) {
        if (ASSIGNMENT.contains(element.local())) {
            findings.add(Rule.ASSIGNMENT, file, element, element.local());
            return;
        }
        if (!ELEMENTS.contains(element.local())) {
            findings.add(Rule.ELEMENT, file, element, element.local());
            return;
        }
        element.children().forEach(this::element);
        element.attributes().forEach((name, value) -> {
            if (name.namespace().isEmpty()) {
                plain(element, name.local(), value);
            } else {
                prefixed(element, name, value);
            }
        });
    }

    private void plain(XmlElement element, String name, String value) {
        switch (name) {
            case "language", "scriptFormat" ->
                findings.add(
                        Rule.LANGUAGE, file, element, value, "write conditions as ${…} and leave the language empty");
            case "expressionLanguage", "typeLanguage" -> {
                // written by many tools; nothing reads them but for a word on what is not given
                if (!element.is("definitions")) {
                    findings.add(Rule.ATTRIBUTE, file, element, name, element.local());
                }
            }
            case "implementation" -> {
                // what the standard says when nothing is said
                if (!value.startsWith("##")) {
                    findings.add(Rule.ATTRIBUTE, file, element, name, element.local());
                }
            }
            default -> {
                if (!ATTRIBUTES.contains(name)) {
                    findings.add(Rule.ATTRIBUTE, file, element, name, element.local());
                }
            }
        }
    }

    private void prefixed(XmlElement element, XmlElement.Name name, String value) {
        String namespace = name.namespace();
        if (namespace.equals(XmlElement.CAMUNDA)) {
            camunda(element, name.local(), value);
        } else if (namespace.equals(XSI)) {
            if (!name.local().equals("type")) {
                findings.add(Rule.SCHEMA_LOCATION, file, element, value);
            }
        } else if (!DRAWING.contains(namespace) && !namespace.equals("http://www.w3.org/XML/1998/namespace")) {
            foreign(element, name.local(), namespace);
        }
    }

    private void camunda(XmlElement element, String name, String value) {
        switch (name) {
            case "class", "variableMappingClass", "formHandlerClass" -> {
                findings.add(Rule.CODE_CLASS, file, element, value);
                return;
            }
            case "expression", "variableMappingDelegateExpression" -> {
                findings.add(Rule.CODE_EXPRESSION, file, element, value);
                return;
            }
            case "formKey" -> {
                findings.add(Rule.FORM_KEY, file, element, "a page of its own ('" + RuleText.shortened(value) + "')");
                return;
            }
            case "resource" -> {
                findings.add(Rule.RESOURCE, file, element, value);
                return;
            }
            case "async", "asyncBefore", "asyncAfter" -> {
                if (!value.equals("false")) {
                    findings.add(Rule.ASYNC, file, element, name);
                }
                return;
            }
            default -> {
                // the lists below decide
            }
        }
        if (name.endsWith("TenantId")) {
            findings.add(Rule.TENANT, file, element, value);
        } else if (element.is("userTask") && ASSIGNMENT.contains(name)) {
            findings.add(Rule.ASSIGNMENT, file, element, name);
        } else if (!EVERYWHERE.contains(name)
                && !CAMUNDA.getOrDefault(element.local(), Set.of()).contains(name)) {
            findings.add(Rule.ATTRIBUTE, file, element, name, element.local());
        }
        if (name.equals("type") && !value.equals("external")) {
            findings.add(Rule.TASK_TYPE, file, element, value);
        }
    }

    private void extension(XmlElement element) {
        Set<String> known = EXTENSIONS.get(element.local());
        if (known == null) {
            findings.add(Rule.ELEMENT, file, element, element.local());
            return;
        }
        element.attributes().forEach((name, value) -> {
            if (!name.namespace().isEmpty() || !known.contains(name.local())) {
                findings.add(Rule.ATTRIBUTE, file, element, name.local(), element.local());
            }
        });
        element.children().forEach(this::element);
    }

    private void foreign(XmlElement element, String name, String namespace) {
        foreign.computeIfAbsent(namespace, product -> new ArrayList<>()).add(new Part(element, name));
    }

    /** A part of another product: an element, or an attribute of one. */
    private record Part(XmlElement place, String name) {}
}
