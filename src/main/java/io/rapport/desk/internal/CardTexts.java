package io.rapport.desk.internal;

import io.rapport.calendar.WorkingTime;
import io.rapport.desk.TaskNumbers;
import io.rapport.language.Sentences;
import java.text.NumberFormat;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.task.Task;
import org.springframework.stereotype.Component;

/**
 * The card's sentences. Why there is a task is said by its model, if its designer gave the user task the property
 * {@code why}, and by what lies over the model in the reader's language; otherwise in general words. {@code {name}} in such
 * a sentence is replaced by the journey's variable of that name.
 */
@Component
final class CardTexts {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+)}");
    private static final String WHY = "why";

    private final DeployedTexts deployed;
    private final AnswerLanguage language;
    private final Optional<TaskNumbers> numbers;
    private final WorkingTime workingTime;
    private final Sentences texts = DeskTexts.ALL;

    CardTexts(DeployedTexts deployed, AnswerLanguage language, Optional<TaskNumbers> numbers, WorkingTime workingTime) {
        this.deployed = deployed;
        this.language = language;
        this.numbers = numbers;
        this.workingTime = workingTime;
    }

    String why(Task task, Map<String, Object> facts, Locale locale) {
        String definition = task.getProcessDefinitionId();
        String element = task.getTaskDefinitionKey();
        String sentence = deployed.ofJourney(definition, locale)
                .get(element, WHY)
                .or(() -> deployed.journey(definition)
                        .flatMap(journey -> journey.english().get(element, WHY)))
                .orElseGet(() -> texts.say(WHY, locale));
        Map<String, Object> values = new HashMap<>(facts);
        values.put("task", language.title(definition, element, task.getName(), locale));
        // people know the complaint by its number
        numbers.flatMap(known -> known.number("complaint:" + facts.get("complaintId")))
                .ifPresent(number -> values.put("complaintId", number));
        return PLACEHOLDER
                .matcher(sentence)
                .replaceAll(
                        match -> Matcher.quoteReplacement(word(match.group(1), values.get(match.group(1)), locale)));
    }

    /** @return that a task came before the lead, on which day, and what to do with it */
    String overdue(Instant at, Locale locale) {
        return texts.say(
                "overdue",
                locale,
                DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM)
                        .withLocale(locale)
                        .format(at.atZone(workingTime.zone())));
    }

    String level(String level, Locale locale) {
        return word("level", level, locale);
    }

    String orderState(String state, Locale locale) {
        return word("order", state, locale);
    }

    /** @return a sentence of the card with its gaps filled */
    String say(String key, Locale locale, Object... values) {
        return texts.say(key, locale, values);
    }

    /** A token in the viewer's words where there are any; a number as the viewer writes it. */
    String word(String kind, Object value, Locale locale) {
        if (value == null) {
            return "–";
        }
        if (value instanceof Number number) {
            return NumberFormat.getInstance(locale).format(number);
        }
        return texts.find(kind + "." + value, locale).orElse(value.toString());
    }
}
