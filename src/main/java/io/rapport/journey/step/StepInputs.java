package io.rapport.journey.step;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a step takes from the model and leaves for the journey, so that a model can be checked before it runs. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface StepInputs {

    /** @return the inputs that the model must give */
    String[] required() default {};

    /** @return the inputs that it may give */
    String[] optional() default {};

    /** @return those of the inputs that are numbers */
    String[] numbers() default {};

    /** @return those of the numbers that cannot be any, beside the least and the most that each can be */
    Range[] ranges() default {};

    /** What a number can be. */
    @Target({})
    @Retention(RetentionPolicy.RUNTIME)
    @interface Range {

        /** @return the input */
        String input();

        /** @return the least that it can be */
        int from();

        /** @return the most that it can be */
        int to() default 1_000_000;
    }

    /** @return ids that the journey must carry, such as {@code orderId} */
    String[] ids() default {};

    /** @return the BPMN errors with which it may end where an attached event catches them; where none does, it fails */
    Ending[] errors() default {};

    /** An error that a model may catch. */
    @Target({})
    @Retention(RetentionPolicy.RUNTIME)
    @interface Ending {

        /** @return its code */
        String code();

        /** @return the input without which it never comes to that */
        String with();
    }

    /** @return the variables that the step sets */
    String[] sets() default {};
}
