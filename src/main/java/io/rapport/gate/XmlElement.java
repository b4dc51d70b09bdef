package io.rapport.gate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** An element of a model as it stands in the file, nothing left out and nothing read into it. */
final class XmlElement {

    static final String BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL";
    static final String CAMUNDA = "http://camunda.org/schema/1.0/bpmn";

    /** What the Modeler notes for itself. */
    static final String MODELER = "http://camunda.org/schema/modeler/1.0";

    /** Settings of Camunda 8. */
    static final String ZEEBE = "http://camunda.org/schema/zeebe/1.0";

    /** @param namespace empty for an attribute without prefix */
    record Name(String namespace, String local) {}

    private final XmlElement parent;
    private final Name name;
    private final Map<Name, String> attributes = new LinkedHashMap<>();
    private final List<XmlElement> children = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private final int line;
    private final int column;

    XmlElement(XmlElement parent, Name name, int line, int column) {
        this.parent = parent;
        this.name = name;
        this.line = line;
        this.column = column;
        if (parent != null) {
            parent.children.add(this);
        }
    }

    void put(Name attribute, String value) {
        attributes.put(attribute, value);
    }

    void append(char[] characters, int start, int length) {
        text.append(characters, start, length);
    }

    XmlElement parent() {
        return parent;
    }

    String namespace() {
        return name.namespace();
    }

    /** @return the name without prefix, such as {@code serviceTask} */
    String local() {
        return name.local();
    }

    int line() {
        return line;
    }

    int column() {
        return column;
    }

    Map<Name, String> attributes() {
        return Collections.unmodifiableMap(attributes);
    }

    /** @return the value of an attribute without prefix, null if it is absent */
    String attribute(String local) {
        return attributes.get(new Name("", local));
    }

    /** @return the value of an attribute of the platform's own, null if it is absent or blank */
    String camunda(String local) {
        String value = attributes.get(new Name(CAMUNDA, local));
        return value == null || value.isBlank() ? null : value;
    }

    String id() {
        return Objects.toString(attribute("id"), "");
    }

    String text() {
        return text.toString().strip();
    }

    List<XmlElement> children() {
        return Collections.unmodifiableList(children);
    }

    Stream<XmlElement> children(String local) {
        return children.stream().filter(child -> child.local().equals(local));
    }

    Optional<XmlElement> child(String local) {
        return children(local).findFirst();
    }

    boolean has(String local) {
        return child(local).isPresent();
    }

    boolean is(String... locals) {
        for (String local : locals) {
            if (local().equals(local) && namespace().equals(BPMN)) {
                return true;
            }
        }
        return false;
    }

    /** @return the elements of that name in the element's {@code extensionElements} */
    Stream<XmlElement> extensions(String local) {
        return children("extensionElements").flatMap(extensions -> extensions.children(local));
    }

    /** @return the values of the extension property, in the order of the file; empty texts where it has no value */
    List<String> properties(String property) {
        return extensions("properties")
                .flatMap(all -> all.children("property"))
                .filter(one -> property.equals(one.attribute("name")))
                .map(one -> Objects.toString(one.attribute("value"), "").strip())
                .toList();
    }

    /** @return the value of the extension property; empty if it is absent or has none */
    Optional<String> property(String property) {
        return properties(property).stream().filter(value -> !value.isEmpty()).findFirst();
    }

    /** @return whether it is so of the element or of one below it */
    boolean has(Predicate<XmlElement> condition) {
        return condition.test(this) || children.stream().anyMatch(child -> child.has(condition));
    }

    /** Visits the element and all below it. */
    void visit(Consumer<XmlElement> visitor) {
        visitor.accept(this);
        children.forEach(child -> child.visit(visitor));
    }

    Stream<XmlElement> all(String... locals) {
        Stream.Builder<XmlElement> found = Stream.builder();
        visit(element -> {
            if (element.is(locals)) {
                found.add(element);
            }
        });
        return found.build();
    }

    /** @return the element of that id at or below this one; this one if there is none */
    XmlElement find(String id) {
        XmlElement[] found = {this};
        visit(element -> {
            if (id != null && id.equals(element.attribute("id"))) {
                found[0] = element;
            }
        });
        return found[0];
    }

    /** @return whether designers see the element in the diagram, so that a finding may name it */
    boolean isShown() {
        return !local().endsWith("EventDefinition")
                && !namespace().equals(CAMUNDA)
                && !local().endsWith("Expression")
                && !local().endsWith("LoopCharacteristics");
    }
}
