package io.rapport.journey.step;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.core.annotation.AliasFor;
import org.springframework.stereotype.Component;

/** Marks a bean whose public methods designers may call in expressions: it reads, and never writes. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Component
public @interface Facts {

    /** @return the name by which expressions call it */
    @AliasFor(annotation = Component.class)
    String value();
}
