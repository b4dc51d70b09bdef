package io.rapport.journey.internal;

import io.rapport.desk.FormSubmitted;
import io.rapport.desk.Promises;
import io.rapport.inbox.Reference;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Keeps with a promise that is given up what staff said to the customer about it: words stay out of the engine. */
@Component
final class PromiseForms {

    private static final String TASK = "keep-promise";
    private static final String EXPLANATION = "explanation";

    private final Promises promises;

    PromiseForms(Promises promises) {
        this.promises = promises;
    }

    @EventListener
    void on(FormSubmitted form) {
        if (form.task().equals(TASK) && form.answers().get(EXPLANATION) instanceof String words) {
            promises.explain(Reference.parse(form.businessKey()).id(), words);
        }
    }
}
