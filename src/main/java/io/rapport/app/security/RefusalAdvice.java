package io.rapport.app.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import org.springframework.boot.web.servlet.error.ErrorController;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/** Says on the page of a 403 what was the matter, and what to do. */
@ControllerAdvice(assignableTypes = ErrorController.class)
final class RefusalAdvice {

    /**
     * @param request that was refused
     * @param locale of the reader
     * @return what to say
     */
    @ModelAttribute("refusal")
    String refusal(HttpServletRequest request, Locale locale) {
        Object refusal = request.getAttribute(AccessRefusal.ATTRIBUTE);
        return (refusal instanceof AccessRefusal known ? known : AccessRefusal.PATH).say(locale);
    }
}
