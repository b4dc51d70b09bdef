package io.rapport.desk.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.desk.QueueTitles;
import io.rapport.desk.internal.DeployedTexts.Journey;
import io.rapport.language.StaffLanguages;
import io.rapport.language.TaskTitle;
import io.rapport.language.Texts;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Puts names and labels in what the engine's API says into the reader's language, and those that come back unchanged into
 * what is stored.
 */
@Component
final class AnswerLanguage {

    private static final String NAME = "name";
    private static final String DESCRIPTION = "description";

    private final DeployedTexts deployed;
    private final QueueTitles queues;
    private final StaffLanguages languages;

    AnswerLanguage(DeployedTexts deployed, QueueTitles queues, StaffLanguages languages) {
        this.deployed = deployed;
        this.queues = queues;
        this.languages = languages;
    }

    /** Tasks, as JSON or HAL, single or in a list, with the definitions and groups embedded in them. */
    void tasks(JsonNode answer, Locale locale) {
        if (answer instanceof ArrayNode list) {
            list.forEach(one -> tasks(one, locale));
        } else if (answer instanceof ObjectNode object) {
            if (object.has("taskDefinitionKey")) {
                task(object, locale);
            }
            JsonNode embedded = object.path("_embedded");
            embedded.path("processDefinition").forEach(one -> definition(one, locale));
            embedded.path("group").forEach(one -> group(one, locale));
            embedded.path("task").forEach(one -> tasks(one, locale));
            embedded.path("identityLink").forEach(one -> tasks(one, locale));
        }
    }

    private void task(ObjectNode task, Locale locale) {
        String definition = task.path("processDefinitionId").asText(null);
        String element = task.path("taskDefinitionKey").asText();
        text(task, NAME).ifPresent(stored -> task.put(NAME, title(definition, element, stored, locale)));
        text(task, DESCRIPTION)
                .ifPresent(stored -> task.put(DESCRIPTION, description(definition, element, stored, locale)));
    }

    /**
     * @param definition id of the process definition, may be null
     * @param element the task's key
     * @param stored its name in the engine, may be null
     * @param locale of the reader
     * @return the task's name in the reader's language
     */
    String title(String definition, String element, String stored, Locale locale) {
        Optional<Journey> journey = deployed.journey(definition);
        if (journey.isEmpty()) {
            return stored;
        }
        String english = journey.get().name(element);
        String name = deployed.ofJourney(definition, locale)
                .get(element, NAME)
                .or(() -> journey.get().formerTitle(element, locale))
                .orElse(english);
        return new TaskTitle(english, journey.get().chineseTitles().get(element)).in(stored, name);
    }

    private String description(String definition, String element, String stored, Locale locale) {
        String english = deployed.journey(definition)
                .flatMap(journey -> journey.english().get(element, "documentation"))
                .orElse(null);
        return stored.equals(english)
                ? deployed.ofJourney(definition, locale)
                        .get(element, "documentation")
                        .orElse(stored)
                : stored;
    }

    /** Process definitions, one or several. */
    void definitions(JsonNode answer, Locale locale) {
        if (answer instanceof ArrayNode list) {
            list.forEach(one -> definition(one, locale));
        } else {
            definition(answer, locale);
        }
    }

    private void definition(JsonNode answer, Locale locale) {
        if (answer instanceof ObjectNode definition) {
            String key = definition.path("key").asText();
            deployed.ofJourney(definition.path("id").asText(null), locale)
                    .get(key, NAME)
                    .ifPresent(name -> definition.put(NAME, name));
        }
    }

    private void group(JsonNode answer, Locale locale) {
        if (answer instanceof ObjectNode group) {
            queues.group(group.path("id").asText())
                    .filter(title ->
                            title.name(Locale.ENGLISH).equals(group.path(NAME).asText()))
                    .ifPresent(title -> group.put(NAME, title.name(locale)));
        }
    }

    /** Filters of tasks, one or several. */
    void filters(JsonNode answer, Locale locale) {
        Map<String, QueueTitles.Title> titles = queues.filters();
        if (answer instanceof ArrayNode list) {
            list.forEach(one -> filter(one, titles, locale));
        } else {
            filter(answer, titles, locale);
        }
    }

    /** One that an administrator named otherwise is called so in every language. */
    private static void filter(JsonNode answer, Map<String, QueueTitles.Title> titles, Locale locale) {
        QueueTitles.Title title = titles.get(answer.path("id").asText());
        if (title != null && answer instanceof ObjectNode filter) {
            if (filter.path(NAME).asText().equals(title.name(Locale.ENGLISH))) {
                filter.put(NAME, title.name(locale));
            }
            if (filter.path("properties") instanceof ObjectNode properties
                    && properties.path(DESCRIPTION).asText().equals(title.description(Locale.ENGLISH))) {
                properties.put(DESCRIPTION, title.description(locale));
            }
        }
    }

    /** The model behind the tab with the diagram. */
    void model(JsonNode answer, Locale locale) {
        if (answer instanceof ObjectNode model && model.path("bpmn20Xml").isTextual()) {
            model.put(
                    "bpmn20Xml",
                    deployed.model(
                            model.path("id").asText(), model.path("bpmn20Xml").asText(), locale));
        }
    }

    /** What was done to tasks: their names are among the values. */
    void operations(JsonNode answer, Locale locale) {
        for (JsonNode one : answer) {
            if (one instanceof ObjectNode operation
                    && operation.path("property").asText().equals(NAME)) {
                for (String value : List.of("orgValue", "newValue")) {
                    text(operation, value)
                            .ifPresent(stored -> operation.put(
                                    value,
                                    title(
                                            operation
                                                    .path("processDefinitionId")
                                                    .asText(null),
                                            operation.path("taskDefinitionKey").asText(),
                                            stored,
                                            locale)));
                }
            }
        }
    }

    /** Variables of a form: values that the form's texts put into words. */
    void variables(JsonNode answer, Map<String, Map<String, String>> tokens) {
        tokens.forEach((name, words) -> {
            if (answer.path(name) instanceof ObjectNode variable) {
                String word = words.get(variable.path("value").asText());
                if (word != null) {
                    variable.put("value", word);
                }
            }
        });
    }

    // and back

    /** A task that comes back, as when a follow-up date is set. */
    void backToTask(ObjectNode sent, String definition, String element, String name, String description) {
        text(sent, NAME)
                .filter(shown -> languages.all().stream()
                        .anyMatch(locale -> shown.equals(title(definition, element, name, locale))))
                .ifPresent(shown -> sent.put(NAME, name));
        text(sent, DESCRIPTION)
                .filter(shown -> description != null
                        && languages.all().stream()
                                .anyMatch(
                                        locale -> shown.equals(description(definition, element, description, locale))))
                .ifPresent(shown -> sent.put(DESCRIPTION, description));
    }

    /** A filter that comes back from its dialog. */
    void backToFilter(ObjectNode sent, String id, String name, String description) {
        QueueTitles.Title title = queues.filters().get(id);
        if (title == null) {
            return;
        }
        text(sent, NAME)
                .filter(shown -> title.name(Locale.ENGLISH).equals(name) && isShown(shown, title::name))
                .ifPresent(shown -> sent.put(NAME, name));
        if (sent.path("properties") instanceof ObjectNode properties) {
            text(properties, DESCRIPTION)
                    .filter(shown ->
                            title.description(Locale.ENGLISH).equals(description) && isShown(shown, title::description))
                    .ifPresent(shown -> properties.put(DESCRIPTION, description));
        }
    }

    private boolean isShown(String text, java.util.function.Function<Locale, String> words) {
        return languages.all().stream().anyMatch(locale -> text.equals(words.apply(locale)));
    }

    /** Values of variables that come back from fields that nobody can change. */
    void backToVariables(JsonNode sent, Map<String, Map<String, String>> tokens) {
        tokens.forEach((name, words) -> {
            if (sent.path("variables").path(name) instanceof ObjectNode variable) {
                words.entrySet().stream()
                        .filter(word ->
                                word.getValue().equals(variable.path("value").asText()))
                        .findFirst()
                        .ifPresent(word -> variable.put("value", word.getKey()));
            }
        });
    }

    /**
     * A search by titles as the reader sees them: the engine finds what it stores, and the keys of those that are called so
     * in the reader's language.
     */
    void search(ObjectNode query, Locale locale) {
        if (locale.getLanguage().equals(Locale.ENGLISH.getLanguage())) {
            return;
        }
        for (JsonNode any : query.path("orQueries")) {
            if (any instanceof ObjectNode alternatives) {
                addKeys(alternatives, "name", "taskDefinitionKeyIn", locale);
                addKeys(alternatives, "processDefinitionName", "processDefinitionKeyIn", locale);
            }
        }
        alternatives(query, "name", "taskDefinitionKeyIn", locale);
        alternatives(query, "processDefinitionName", "processDefinitionKeyIn", locale);
    }

    private void alternatives(ObjectNode query, String name, String keys, Locale locale) {
        for (String criterion : List.of(name, name + "Like")) {
            if (query.path(criterion).isTextual()) {
                ObjectNode either = query.objectNode();
                either.set(criterion, query.get(criterion));
                addKeys(either, name, keys, locale);
                if (either.has(keys)) {
                    query.remove(criterion);
                    query.withArray("orQueries").add(either);
                }
            }
        }
    }

    private void addKeys(ObjectNode alternatives, String name, String keys, Locale locale) {
        Set<String> found = new LinkedHashSet<>();
        text(alternatives, name)
                .ifPresent(wanted -> found.addAll(called(keys, Pattern.compile(Pattern.quote(wanted)), locale)));
        text(alternatives, name + "Like").ifPresent(wanted -> found.addAll(called(keys, like(wanted), locale)));
        if (!found.isEmpty() && !alternatives.has(keys)) {
            found.forEach(alternatives.putArray(keys)::add);
        }
    }

    /** As SQL reads it: {@code %} is any text, {@code _} any character. */
    private static Pattern like(String wanted) {
        StringBuilder pattern = new StringBuilder();
        for (int i = 0; i < wanted.length(); i++) {
            char one = wanted.charAt(i);
            if (one == '\\' && i + 1 < wanted.length()) {
                pattern.append(Pattern.quote(String.valueOf(wanted.charAt(++i))));
            } else {
                pattern.append(one == '%' ? ".*" : one == '_' ? "." : Pattern.quote(String.valueOf(one)));
            }
        }
        return Pattern.compile(pattern.toString(), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);
    }

    private Set<String> called(String keys, Pattern wanted, Locale locale) {
        List<String> found = new ArrayList<>();
        for (String definition : deployed.newestDefinitions()) {
            Texts over = deployed.ofJourney(definition, locale);
            String process = deployed.journey(definition).map(Journey::key).orElse("");
            over.byElement().forEach((element, texts) -> {
                boolean ofProcess = element.equals(process);
                if (ofProcess == keys.startsWith("process")
                        && texts.containsKey(NAME)
                        && wanted.matcher(texts.get(NAME)).matches()) {
                    found.add(element);
                }
            });
        }
        return found.stream().collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Optional<String> text(JsonNode node, String field) {
        return node.path(field).isTextual() ? Optional.of(node.path(field).asText()) : Optional.empty();
    }
}
