package io.rapport.desk.internal;

import io.rapport.desk.internal.Submissions.Done;
import io.rapport.desk.internal.TaskForms.TaskForm;
import io.rapport.desk.internal.form.FormSchema;
import io.rapport.desk.internal.form.FormSchema.Chosen;
import io.rapport.language.FormTexts;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** What staff chose in forms, in the words that the form has for its reader. */
@Component
final class ChosenAnswers {

    private final TaskForms forms;
    private final DeployedTexts texts;

    ChosenAnswers(TaskForms forms, DeployedTexts texts) {
        this.forms = forms;
        this.texts = texts;
    }

    /**
     * @param done what was submitted
     * @param locale of the reader
     * @return what was chosen or ticked in each of them, by id of the task; nothing where the form is not known any more
     */
    Map<String, List<Chosen>> of(List<Done> done, Locale locale) {
        Map<String, Optional<FormSchema>> schemas = new HashMap<>();
        Map<String, List<Chosen>> chosen = new HashMap<>();
        for (Done one : done) {
            Optional<FormSchema> schema = one.form() == null
                    ? Optional.empty()
                    : schemas.computeIfAbsent(
                            one.form(), id -> forms.version(id).map(form -> schema(form, locale)));
            chosen.put(
                    one.taskId(), schema.map(form -> form.chosen(one.answers())).orElse(List.of()));
        }
        return chosen;
    }

    private FormSchema schema(TaskForm form, Locale locale) {
        return FormSchema.read(FormTexts.in(form.schema(), texts.ofForm(form.key(), form.deployment(), locale)));
    }
}
