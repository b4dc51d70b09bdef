package io.rapport.app.operations;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.ModelAndView;

/** What operators read of a form or a link that is not as it must be. Nothing is done then; the way leads back to the page. */
@Order(OperatorsFaults.BEFORE_THE_API)
@ControllerAdvice(
        assignableTypes = {
            AddressesController.class,
            LegalHoldsController.class,
            MergesController.class,
            MessagesController.class,
            OperationsController.class
        })
final class OperatorsFaults {

    /** The advice of the API takes what cannot be read from all controllers, and passes on what is none of its own. */
    static final int BEFORE_THE_API = 0;

    @ExceptionHandler
    ModelAndView fault(IllegalArgumentException e, HandlerMethod handler, HttpServletRequest request, Locale locale) {
        String heading = HttpMethod.POST.matches(request.getMethod()) ? "fault.form" : "fault";
        String page = AnnotatedElementUtils.findMergedAnnotation(handler.getBeanType(), RequestMapping.class)
                .path()[0];
        return OperatorsPage.fault(heading, e.getMessage(), page, HttpStatus.BAD_REQUEST, locale);
    }
}
