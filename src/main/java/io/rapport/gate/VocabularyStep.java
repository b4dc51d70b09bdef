package io.rapport.gate;

import io.rapport.journey.step.StepInputs;
import java.util.List;
import java.util.Set;

/**
 * A step of the vocabulary, as far as models can be held against it.
 *
 * @param required inputs that the model must give
 * @param optional inputs that it may give
 * @param numbers those of the inputs that are numbers
 * @param ranges what some of the numbers can be
 * @param ids ids that the journey must carry
 * @param sets variables that the step sets
 * @param errors BPMN errors with which it may end
 */
record VocabularyStep(
        Set<String> required,
        Set<String> optional,
        Set<String> numbers,
        List<StepInputs.Range> ranges,
        Set<String> ids,
        Set<String> sets,
        List<StepInputs.Ending> errors) {

    /** @return what a step's class says of it */
    static VocabularyStep of(Class<?> type) {
        StepInputs inputs = type.getAnnotation(StepInputs.class);
        if (inputs == null) {
            throw new IllegalStateException("the step " + type.getSimpleName()
                    + " does not say what it takes; annotate it" + " with @StepInputs");
        }
        return new VocabularyStep(
                Set.of(inputs.required()),
                Set.of(inputs.optional()),
                Set.of(inputs.numbers()),
                List.of(inputs.ranges()),
                Set.of(inputs.ids()),
                Set.of(inputs.sets()),
                List.of(inputs.errors()));
    }
}
