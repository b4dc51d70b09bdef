package io.rapport.app.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A form that was sent when the session had ended, or was another one's. What was written is kept in the login page and nowhere else, and can be
 * sent after the login.
 *
 * @param to the path that it was sent to
 * @param fields what was written, by name
 */
record KeptForm(String to, Map<String, List<String>> fields) {

    /** Where a request has it that was led to the login page. */
    static final String ATTRIBUTE = KeptForm.class.getName();

    /** What the names of its fields begin with in the login page. */
    private static final String PREFIX = "kept.";

    /** What the login page sends along that keeps a form; one without fields is a form, too. */
    private static final String MARK = "unsent";

    /** A form has a new one of these in each page. */
    private static final String TOKEN = "_csrf";

    /** @return the form that a request sends; empty if it may not be led to after the login */
    static Optional<KeptForm> sentTo(HttpServletRequest request) {
        return LoginTarget.of(request.getRequestURI()).map(path -> new KeptForm(path, fields(request, "")));
    }

    /** @return the form that a login page has kept and sends along; empty if there is none */
    static Optional<KeptForm> in(HttpServletRequest login) {
        return login.getParameter(MARK) == null
                ? Optional.empty()
                : LoginTarget.of(login.getParameter("to")).map(path -> new KeptForm(path, fields(login, PREFIX)));
    }

    private static Map<String, List<String>> fields(HttpServletRequest request, String prefix) {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        request.getParameterMap().forEach((name, values) -> {
            if (name.startsWith(prefix) && !name.equals(TOKEN)) {
                fields.put(
                        name.substring(prefix.length()), Arrays.stream(values).toList());
            }
        });
        return fields;
    }
}
