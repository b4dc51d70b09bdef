package io.rapport.journey.internal;

import io.rapport.desk.AnswerRefused;
import io.rapport.desk.FormSubmitted;
import io.rapport.inbox.Reference;
import io.rapport.privacy.DataRequest;
import io.rapport.privacy.DataRequests;
import java.util.Map;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Brings what staff find out and decide about a data request into the register, in the transaction that completes the task. */
@Component
final class DataRequestForms {

    /** By what was asked for, what settles it, beside a refusal. */
    private static final Map<String, String> DONE =
            Map.of("correction", "corrected", "restriction", "restricted", "objection", "stopped");

    private final DataRequests requests;

    DataRequestForms(DataRequests requests) {
        this.requests = requests;
    }

    @EventListener
    void on(FormSubmitted form) {
        Reference about = Reference.parse(form.businessKey());
        if (!about.kind().equals("request")) {
            return;
        }
        Map<String, Object> answers = form.answers();
        switch (form.task()) {
            case "check-identity" -> {
                if ("confirmed".equals(answers.get("identity"))) {
                    requests.identifiedByStaff(about.id());
                }
            }
            case "handle-request" -> {
                if ("refused".equals(answers.get("whatWasDone"))) {
                    refuse(about.id(), text(answers, "refusalReason"), text(answers, "refusalText"));
                } else {
                    requireWhatWasAsked(about.id(), text(answers, "whatWasDone"));
                }
            }
            default -> {}
        }
    }

    /** The customer reads in the answer that what they asked for is done. */
    private void requireWhatWasAsked(String id, String done) {
        String asked = requests.find(id).map(DataRequest::request).orElse(null);
        if (asked != null && DONE.containsKey(asked) && !DONE.get(asked).equals(done)) {
            throw new AnswerRefused("whatWasDone", JourneyTexts.say("answer.done." + asked));
        }
    }

    private void refuse(String request, String ground, String text) {
        if (text != null && !CustomerProse.isPlain(text)) {
            throw new AnswerRefused("refusalText", JourneyTexts.say("answer.plain-sentences"));
        }
        requests.refuse(request, ground, text);
    }

    private static String text(Map<String, Object> answers, String field) {
        Object value = answers.get(field);
        return value == null || value.toString().isBlank() ? null : value.toString();
    }
}
