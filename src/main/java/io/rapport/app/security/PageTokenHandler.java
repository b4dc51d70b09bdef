package io.rapport.app.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.security.web.csrf.CsrfTokenRequestHandler;
import org.springframework.security.web.csrf.XorCsrfTokenRequestAttributeHandler;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Makes the CSRF token of a page with forms before the page is written: one that is larger than the response's buffer is
 * on its way when its form asks for the token, too late for a cookie. Other requests make none.
 *
 * @param pages those with forms
 * @param tokens hides the token in each page anew
 */
record PageTokenHandler(RequestMatcher pages, CsrfTokenRequestHandler tokens) implements CsrfTokenRequestHandler {

    /** Where templates find the token, beside the name of its class. */
    private static final String ATTRIBUTE = "_csrf";

    PageTokenHandler(RequestMatcher pages) {
        this(pages, new XorCsrfTokenRequestAttributeHandler());
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, Supplier<CsrfToken> token) {
        tokens.handle(request, response, token);
        for (String name : List.of(CsrfToken.class.getName(), ATTRIBUTE)) {
            request.setAttribute(name, new FormToken((CsrfToken) request.getAttribute(name), request));
        }
        if (pages.matches(request)) {
            token.get();
        }
    }

    @Override
    public String resolveCsrfTokenValue(HttpServletRequest request, CsrfToken token) {
        return tokens.resolveCsrfTokenValue(FormToken.tokenAlone(request, token.getParameterName()), token);
    }
}
