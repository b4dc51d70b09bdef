package io.rapport.app;

import io.rapport.publicpages.TypedText;
import java.beans.PropertyEditorSupport;
import org.springframework.web.bind.WebDataBinder;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.InitBinder;

/** Every text that staff send to our pages comes in without stray control characters, which no database keeps. */
@ControllerAdvice(basePackages = "io.rapport.app")
final class TypedTextBinding {

    @InitBinder
    void clean(WebDataBinder binder) {
        binder.registerCustomEditor(String.class, new PropertyEditorSupport() {
            @Override
            public void setAsText(String text) {
                setValue(TypedText.clean(text));
            }
        });
    }
}
