package io.rapport.journey.internal;

import io.rapport.desk.AnswerRefused;
import io.rapport.desk.FormSubmitted;
import io.rapport.feedback.PanelRound;
import io.rapport.feedback.Panels;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * What staff write about a round of the panel becomes its result. Rounds are reported one after the other, the one that
 * ended first before the others, so that the form is always about that one.
 */
@Component
final class PanelForms {

    private static final String TASK = "report-result";
    private static final Map<String, String> FIELDS = Map.of(PanelRound.ENGLISH, "resultEn", "zh", "resultZh");

    private final Panels panels;

    PanelForms(Panels panels) {
        this.panels = panels;
    }

    @EventListener
    void on(FormSubmitted form) {
        if (!form.task().equals(TASK)) {
            return;
        }
        // none is due if it was reported otherwise meanwhile: then there is nothing left to do
        panels.due().ifPresent(round -> {
            Map<String, String> results = new LinkedHashMap<>();
            FIELDS.forEach((language, field) -> {
                String text = text(form.answers().get(field));
                if (text == null && round.texts().containsKey(language)) {
                    throw new AnswerRefused(field, JourneyTexts.say("answer.panel-result"));
                }
                if (text != null) {
                    results.put(language, text);
                }
            });
            panels.report(round.id(), form.submittedBy(), results);
        });
    }

    private static String text(Object answer) {
        return answer == null || answer.toString().isBlank()
                ? null
                : answer.toString().strip();
    }
}
