package io.rapport.app.customers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.rapport.inbox.EventField;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.instance.MessageEventDefinition;
import org.camunda.bpm.model.bpmn.instance.Process;
import org.camunda.bpm.model.bpmn.instance.StartEvent;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The form that starts a journey")
class EventFieldTextsTest {

    private static final List<Locale> READERS = List.of(Locale.ENGLISH, Locale.CHINA);
    private static final Set<String> ASKED = Set.of("string", "number", "integer", "boolean");

    private static EventField text(String name, String description, String example) {
        return new EventField(name, EventField.Kind.TEXT, false, List.of(), description, null, null, null, example);
    }

    @Test
    @DisplayName("has a label and a hint in each language for every field of what the shipped journeys start on")
    void shippedFields() throws IOException {
        JsonNode catalogue = new YAMLMapper()
                .readTree(Path.of("processes/events.asyncapi.yaml").toFile());
        Set<String> asked = new TreeSet<>();
        for (String type : startTypes()) {
            for (String name : fields(catalogue, type)) {
                asked.add(name);
                EventField field = text(name, "in English", null);
                for (Locale reader : READERS) {
                    EventFieldTexts texts = new EventFieldTexts(reader);
                    assertThat(texts.label(type, field)).as(type + " " + name).isNotEqualTo(name);
                    assertThat(texts.hint(type, field).lang())
                            .as(type + " " + name)
                            .isNull();
                }
            }
        }
        assertThat(asked).contains("firstName", "locale", "lastOrderAt", "details", "reason");
    }

    @Test
    @DisplayName("shows what the catalogue says of a company's own field as a text, and as one in English")
    void ownField() {
        EventFieldTexts.FieldHint hint =
                new EventFieldTexts(Locale.CHINA).hint("garden.made", text("level", "Of the `water`.", null));
        assertThat(hint.text()).isEqualTo("Of the water.");
        assertThat(hint.lang()).isEqualTo("en");
        assertThat(new EventFieldTexts(Locale.CHINA).label("garden.made", text("level", "", null)))
                .as("not the level of points")
                .isEqualTo("level");
    }

    @Test
    @DisplayName("says choices in the reader's words")
    void choices() {
        EventField direction = text("direction", "", null);
        assertThat(new EventFieldTexts(Locale.CHINA).choice("loyalty.level-changed", direction, "up"))
                .isEqualTo("更高");
        assertThat(new EventFieldTexts(Locale.CHINA).choice("garden.made", direction, "up"))
                .isEqualTo("up");
    }

    @Test
    @DisplayName("says what to do where a form of its own is asked for")
    void fix() {
        EventField email = text("email", "", "ann@example.com");
        assertThat(new EventFieldTexts(Locale.CHINA).fix(email, "x")).isEqualTo("请按此格式填写：ann@example.com");
        assertThat(new EventFieldTexts(Locale.ENGLISH).fix(email, "x"))
                .isEqualTo("write it in a form such as ann@example.com");
    }

    /** @return names of those that a field of a form can hold; none of a type that is not in the catalogue */
    private static Set<String> fields(JsonNode catalogue, String type) {
        Set<String> fields = new TreeSet<>();
        JsonNode message = catalogue.path("components").path("messages").path(type);
        resolved(catalogue, message.path("payload")).path("properties").fields().forEachRemaining(field -> {
            JsonNode types = resolved(catalogue, field.getValue()).path("type");
            List<String> kinds = new ArrayList<>();
            if (types.isTextual()) {
                kinds.add(types.asText());
            }
            types.forEach(kind -> kinds.add(kind.asText()));
            if (kinds.stream().anyMatch(ASKED::contains)) {
                fields.add(field.getKey());
            }
        });
        return fields;
    }

    private static JsonNode resolved(JsonNode catalogue, JsonNode schema) {
        JsonNode found = schema;
        while (found.has("$ref")) {
            found = catalogue.at(found.path("$ref").asText().substring(1));
        }
        return found;
    }

    private static Set<String> startTypes() throws IOException {
        Set<String> types = new TreeSet<>();
        try (Stream<Path> files = Files.list(Path.of("processes"))) {
            files.filter(file -> file.toString().endsWith(".bpmn")).forEach(file -> types.addAll(startTypes(file)));
        }
        return types;
    }

    private static Set<String> startTypes(Path model) {
        Set<String> types = new TreeSet<>();
        for (StartEvent start : Bpmn.readModelFromFile(model.toFile()).getModelElementsByType(StartEvent.class)) {
            if (start.getParentElement() instanceof Process) {
                start.getChildElementsByType(MessageEventDefinition.class)
                        .forEach(definition -> types.add(definition.getMessage().getName()));
            }
        }
        return types;
    }
}
