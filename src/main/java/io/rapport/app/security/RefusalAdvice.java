package io.rapport.app.security;

import io.rapport.desk.StaffDirectory;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import org.springframework.boot.web.servlet.error.ErrorController;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/** Says on the page of a 403 what was the matter, and what to do: a form's token and a missing group are two things. */
@ControllerAdvice(assignableTypes = ErrorController.class)
final class RefusalAdvice {

    /** Where a request has why Spring Security refused it. */
    static final String DENIED = RefusalAdvice.class.getName();

    /**
     * @param request that was refused
     * @param locale of the reader
     * @return what to say
     */
    @ModelAttribute("refusal")
    String refusal(HttpServletRequest request, Locale locale) {
        if (request.getAttribute(DENIED) instanceof CsrfException) {
            return SessionLogin.TEXTS.say("refused.form", locale);
        }
        String path = String.valueOf(request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI));
        List<String> groups = groups(path.substring(request.getContextPath().length()), request, locale);
        if (request.getAttribute(CrossSiteFilter.FOREIGN) != null) {
            return SessionLogin.TEXTS.say("refused.other", locale);
        }
        return groups.isEmpty()
                ? SessionLogin.TEXTS.say("refused.path", locale)
                : SessionLogin.TEXTS.say("refused.groups", locale, String.join(", ", groups));
    }

    /** As {@link SecurityConfiguration} has it. */
    private static List<String> groups(String path, HttpServletRequest request, Locale locale) {
        if (isIn(path, "/customers")) {
            return List.of(SessionLogin.TEXTS.say("refused.queue", locale), StaffDirectory.ADMINISTRATORS);
        }
        if (isIn(path, "/insights")) {
            return request.getMethod().equals("GET")
                    ? List.of(StaffDirectory.MANAGERS, StaffDirectory.ADMINISTRATORS)
                    : List.of(StaffDirectory.ADMINISTRATORS);
        }
        if (isIn(path, "/studio")) {
            return path.endsWith("/customer")
                    ? List.of(StaffDirectory.CUSTOMER_PREVIEW, StaffDirectory.ADMINISTRATORS)
                    : List.of(StaffDirectory.DESIGNERS, StaffDirectory.CUSTOMER_PREVIEW, StaffDirectory.ADMINISTRATORS);
        }
        if (isIn(path, "/api") || isIn(path, "/releases")) {
            return List.of(StaffDirectory.DESIGNERS, StaffDirectory.ADMINISTRATORS);
        }
        return isIn(path, "/operations") || isIn(path, "/mailbox") || isIn(path, "/actuator")
                ? List.of(StaffDirectory.ADMINISTRATORS)
                : List.of();
    }

    private static boolean isIn(String path, String folder) {
        return path.equals(folder) || path.startsWith(folder + "/");
    }
}
