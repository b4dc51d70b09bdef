package io.rapport.app.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.springframework.security.web.csrf.CsrfToken;

/**
 * The token of a page's forms, which also says whose session the page was opened in: somebody else may log in in another
 * tab before a form is sent, and what one wrote is not to be saved in the other's name.
 *
 * @param token that keeps other sites out
 * @param page the request that the page answers
 */
record FormToken(CsrfToken token, HttpServletRequest page) implements CsrfToken {

    /** Where a request has the login that its form was opened with. */
    private static final String OPENED_BY = FormToken.class.getName();

    /** Stands between token and login; neither has one. */
    private static final char SEPARATOR = '.';

    @Override
    public String getHeaderName() {
        return token.getHeaderName();
    }

    @Override
    public String getParameterName() {
        return token.getParameterName();
    }

    @Override
    public String getToken() {
        return page.getAttribute(SessionLogin.ATTRIBUTE) instanceof SessionLogin login
                ? token.getToken() + SEPARATOR + encoded(login.user())
                : token.getToken();
    }

    private static String encoded(String login) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(login.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * @param form that is sent
     * @param name of the token's field
     * @return the same with the token alone in that field; the request remembers who opened the form
     */
    static HttpServletRequest tokenAlone(HttpServletRequest form, String name) {
        String sent = form.getParameter(name);
        int end = sent == null ? -1 : sent.indexOf(SEPARATOR);
        if (end < 0) {
            return form;
        }
        form.setAttribute(OPENED_BY, sent.substring(end + 1));
        return new HttpServletRequestWrapper(form) {
            @Override
            public String getParameter(String asked) {
                return asked.equals(name) ? sent.substring(0, end) : super.getParameter(asked);
            }
        };
    }

    /**
     * @param form that is sent, whose token was found right
     * @param login that it comes with
     * @return whether it was opened with another one
     */
    static boolean isOfAnother(HttpServletRequest form, String login) {
        return Optional.ofNullable(form.getAttribute(OPENED_BY))
                .filter(by -> !by.equals(encoded(login)))
                .isPresent();
    }
}
