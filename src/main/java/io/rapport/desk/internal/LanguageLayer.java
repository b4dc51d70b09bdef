package io.rapport.desk.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.language.FormTexts;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.FilterService;
import org.camunda.bpm.engine.filter.Filter;
import org.camunda.bpm.engine.task.Task;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * Lies between the engine's API and members of staff: answers in their language, and what comes back in the words that are
 * stored. Those who administrate or design have it in the Tasklist alone: what they read elsewhere goes back into files and
 * deployments.
 */
@Component
final class LanguageLayer {

    /** In the order in which they are looked for. */
    private enum Answer {
        MODEL("/process-definition/[^/]+/xml", false),
        FORM("/task/[^/]+/deployed-form", false),
        VARIABLES("/task/[^/]+/form-variables", false),
        DEFINITIONS("/process-definition(?:/[^/]+)?", false),
        OPERATIONS("/history/user-operation", true),
        FILTERS("/filter(?:/[^/]+)?", true),
        TASKS("/task(?:/[^/]+)?|/filter/[^/]+/(?:list|singleResult)", true);

        private final Pattern path;
        private final boolean forEnglish;

        /** @param forEnglish whether readers of English need it, too: what was stored in two languages once */
        Answer(String path, boolean forEnglish) {
            this.path = Pattern.compile(path);
            this.forEnglish = forEnglish;
        }
    }

    private static final Pattern ONE_TASK = Pattern.compile("/task/[^/]+");
    private static final Pattern FORM_OF_TASK = Pattern.compile("/task/[^/]+/submit-form");
    private static final Pattern ONE_FILTER = Pattern.compile("/filter/[^/]+");
    private static final Pattern QUERY = Pattern.compile("/task(?:/count)?|/filter/[^/]+/(?:list|count|singleResult)");
    private static final String TASKLIST = "/app/tasklist/";

    private final AnswerLanguage language;
    private final TaskForms forms;
    private final DeployedTexts texts;
    private final FilterService filters;
    private final ObjectMapper json;

    LanguageLayer(
            AnswerLanguage language, TaskForms forms, DeployedTexts texts, FilterService filters, ObjectMapper json) {
        this.language = language;
        this.forms = forms;
        this.texts = texts;
        this.filters = filters;
        this.json = json;
    }

    /** @return whether it lies before somebody who sends this */
    static boolean isFor(Set<EngineApiRole> roles, HttpServletRequest request) {
        if (roles.contains(EngineApiRole.ADMINISTRATOR) || roles.contains(EngineApiRole.DESIGNER)) {
            String page = request.getHeader(HttpHeaders.REFERER);
            return page != null && page.contains(TASKLIST);
        }
        return roles.contains(EngineApiRole.STAFF);
    }

    /** @return whether it changes the answer of a path in a language */
    static boolean changes(String method, String path, Locale locale) {
        return answer(method, path, locale).isPresent();
    }

    private static Optional<Answer> answer(String method, String path, Locale locale) {
        boolean english = locale.getLanguage().equals(Locale.ENGLISH.getLanguage());
        return method.equals("GET") || method.equals("POST")
                ? Arrays.stream(Answer.values())
                        .filter(answer -> answer.path.matcher(path).matches())
                        .findFirst()
                        .filter(answer -> answer.forEnglish || !english)
                : Optional.empty();
    }

    /**
     * @param method that was asked
     * @param path that was asked, as {@link EngineApiRules#apiPath} gives it
     * @param task that the path names, null if it names none
     * @param body of the engine's answer
     * @param locale of the reader
     * @return the answer in the reader's language; as it was, if it is no JSON
     */
    byte[] answer(String method, String path, Task task, byte[] body, Locale locale) throws IOException {
        Optional<Answer> kind = answer(method, path, locale);
        JsonNode answer;
        try {
            answer = kind.isEmpty() ? null : json.readTree(body);
        } catch (JsonProcessingException other) {
            answer = null;
        }
        if (answer == null || !answer.isContainerNode()) {
            return body;
        }
        switch (kind.get()) {
            case MODEL -> language.model(answer, locale);
            case FORM -> answer = form(task, answer, locale);
            case VARIABLES -> language.variables(answer, tokens(task, locale));
            case DEFINITIONS -> language.definitions(answer, locale);
            case OPERATIONS -> language.operations(answer, locale);
            case FILTERS -> language.filters(answer, locale);
            case TASKS -> language.tasks(answer, locale);
        }
        return json.writeValueAsBytes(answer);
    }

    private JsonNode form(Task task, JsonNode form, Locale locale) {
        return forms.of(task.getId())
                .map(deployed -> FormTexts.in(form, texts.ofForm(deployed.key(), deployed.deployment(), locale)))
                .orElse(form);
    }

    private Map<String, Map<String, String>> tokens(Task task, Locale locale) {
        return forms.of(task.getId())
                .map(deployed -> FormTexts.tokens(
                        deployed.schema(), texts.ofForm(deployed.key(), deployed.deployment(), locale)))
                .orElse(Map.of());
    }

    /**
     * @param method that is asked
     * @param path that is asked
     * @param task that the path names, null if it names none
     * @param body that is sent
     * @param locale of the reader
     * @return the body in the words that are stored; as it was, if it is no JSON
     */
    byte[] request(String method, String path, Task task, byte[] body, Locale locale) throws IOException {
        boolean ofTask = method.equals("PUT") && ONE_TASK.matcher(path).matches();
        boolean ofFilter = method.equals("PUT") && ONE_FILTER.matcher(path).matches();
        boolean ofForm = method.equals("POST") && FORM_OF_TASK.matcher(path).matches();
        boolean query = method.equals("POST") && QUERY.matcher(path).matches();
        if (!ofTask && !ofFilter && !ofForm && !query) {
            return body;
        }
        ObjectNode sent;
        try {
            if (!(json.readTree(body) instanceof ObjectNode object)) {
                return body;
            }
            sent = object;
        } catch (JsonProcessingException unreadable) {
            // the engine's API says so itself
            return body;
        }
        if (ofTask) {
            language.backToTask(
                    sent,
                    task.getProcessDefinitionId(),
                    task.getTaskDefinitionKey(),
                    task.getName(),
                    task.getDescription());
        } else if (ofFilter) {
            Filter filter = filters.getFilter(path.substring(path.lastIndexOf('/') + 1));
            if (filter != null) {
                Object description = filter.getProperties().get("description");
                language.backToFilter(
                        sent, filter.getId(), filter.getName(), description instanceof String text ? text : null);
            }
        } else if (ofForm) {
            language.backToVariables(sent, tokens(task, locale));
        } else {
            language.search(sent, locale);
        }
        return json.writeValueAsBytes(sent);
    }
}
