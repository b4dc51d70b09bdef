package io.rapport.desk.internal;

import io.rapport.desk.TaskNumbers;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.task.Task;
import org.camunda.bpm.model.bpmn.instance.FlowElement;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaProperties;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaProperty;
import org.springframework.context.support.ResourceBundleMessageSource;
import org.springframework.stereotype.Component;

/**
 * The card's sentences. Why there is a task is said by its model, if its designer gave the user task the property
 * {@code why} (English) or {@code why.zh} and the like; otherwise by the texts that come with the product; otherwise in
 * general words. {@code {name}} in such a sentence is replaced by the journey's variable of that name.
 */
@Component
final class CardTexts {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+)}");

    private final RepositoryService repository;
    private final Optional<TaskNumbers> numbers;
    private final ResourceBundleMessageSource bundle = new ResourceBundleMessageSource();

    CardTexts(RepositoryService repository, Optional<TaskNumbers> numbers) {
        this.repository = repository;
        this.numbers = numbers;
        bundle.setBasename("desk/card");
        bundle.setDefaultEncoding("UTF-8");
        bundle.setFallbackToSystemLocale(false);
    }

    String why(Task task, Map<String, Object> facts, Locale locale) {
        Map<String, String> model = properties(task);
        String sentence = model.get("why." + locale.getLanguage());
        if (sentence == null && locale.getLanguage().equals("en")) {
            sentence = model.get("why");
        }
        if (sentence == null) {
            sentence = bundle.getMessage("why." + task.getTaskDefinitionKey(), null, null, locale);
        }
        if (sentence == null) {
            sentence = model.getOrDefault("why", bundle.getMessage("why", null, locale));
        }
        Map<String, Object> values = new HashMap<>(facts);
        values.put("task", task.getName());
        // people know the complaint by its number
        numbers.flatMap(known -> known.number("complaint:" + facts.get("complaintId")))
                .ifPresent(number -> values.put("complaintId", number));
        return PLACEHOLDER
                .matcher(sentence)
                .replaceAll(
                        match -> Matcher.quoteReplacement(word(match.group(1), values.get(match.group(1)), locale)));
    }

    String tier(String tier, Locale locale) {
        return word("tier", tier, locale);
    }

    String orderState(String state, Locale locale) {
        return word("order", state, locale);
    }

    /** @return a sentence of the card with its gaps filled */
    String say(String key, Locale locale, Object... values) {
        return bundle.getMessage(key, values, locale);
    }

    /** A token in the viewer's words where there are any. */
    String word(String kind, Object value, Locale locale) {
        if (value == null) {
            return "–";
        }
        return bundle.getMessage(kind + "." + value, null, value.toString(), locale);
    }

    private Map<String, String> properties(Task task) {
        Map<String, String> properties = new HashMap<>();
        FlowElement element = repository
                .getBpmnModelInstance(task.getProcessDefinitionId())
                .getModelElementById(task.getTaskDefinitionKey());
        if (element == null || element.getExtensionElements() == null) {
            return properties;
        }
        Collection<CamundaProperties> lists = element.getExtensionElements()
                .getElementsQuery()
                .filterByType(CamundaProperties.class)
                .list();
        for (CamundaProperties list : lists) {
            for (CamundaProperty property : list.getCamundaProperties()) {
                properties.put(property.getCamundaName(), property.getCamundaValue());
            }
        }
        return properties;
    }
}
