package io.rapport.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Finds every text of a process that the engine evaluates as an expression. */
final class ExpressionPlaces {

    /**
     * @param element where it stands
     * @param name what the text is for
     * @param text as it stands there
     */
    record Place(XmlElement element, String name, String text) {

        /** @return whether the text has an expression; otherwise it is taken as it is */
        boolean isExpression() {
            return text.contains("${") || text.contains("#{");
        }
    }

    /** What a call gives to the called process, and takes from it. */
    static final String HANDED_OVER = "what is handed over";

    private final List<Place> places = new ArrayList<>();

    private ExpressionPlaces() {}

    /** @return the places in the process, and in the messages, signals and errors of its file */
    static List<Place> of(XmlElement process) {
        ExpressionPlaces all = new ExpressionPlaces();
        process.parent().children().stream()
                .filter(child -> child.is("message", "signal", "error", "escalation"))
                .forEach(all::element);
        process.visit(all::element);
        return all.places;
    }

    private void element(XmlElement element) {
        switch (element.local()) {
            case "conditionExpression", "condition" -> text(element, "the condition");
            case "timeDate", "timeDuration", "timeCycle" -> text(element, "the timer");
            case "loopCardinality" -> text(element, "how often it is repeated");
            case "loopDataInputRef" -> text(element, "what it is repeated over");
            case "completionCondition" -> text(element, "the condition for its end");
            case "inputParameter" -> text(element, "the input '" + element.attribute("name") + "'");
            case "outputParameter" -> text(element, "the output '" + element.attribute("name") + "'");
            case "value" -> text(element, "a value of a list");
            case "entry" -> {
                text(element, "a value of a map");
                attribute(element, element.attribute("key"), "a key of a map");
            }
            case "message", "signal", "error", "escalation" -> {
                attribute(element, element.attribute("name"), "the name");
                attribute(element, element.camunda("errorMessage"), "the message");
            }
            case "userTask" -> {
                attribute(element, element.attribute("name"), "the name");
                attribute(element, element.camunda("formRef"), "the form");
                element.children("documentation").forEach(text -> text(text, "the documentation"));
            }
            case "callActivity" -> attribute(element, element.attribute("calledElement"), "the called process");
            case "in", "out" -> {
                attribute(element, element.attribute("businessKey"), "the business key");
                attribute(element, element.attribute("source"), HANDED_OVER);
                attribute(element, element.attribute("sourceExpression"), HANDED_OVER);
            }
            default -> {
                // nothing of its own that is evaluated
            }
        }
        attribute(element, element.camunda("collection"), "what it is repeated over");
        attribute(element, element.camunda("decisionRef"), "the decision");
        attribute(element, element.camunda("topic"), "the topic");
        attribute(element, element.camunda("taskPriority"), "the priority");
    }

    private void text(XmlElement element, String name) {
        add(element, name, element.text());
    }

    private void attribute(XmlElement element, String value, String name) {
        add(element, name, Objects.toString(value, "").strip());
    }

    private void add(XmlElement element, String name, String text) {
        if (!text.isEmpty()) {
            places.add(new Place(element, name, text));
        }
    }
}
