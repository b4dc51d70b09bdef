package io.rapport.app.security;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/**
 * What is wrong with a request to the API and no handler of it has answered: what the server finds before it, what security
 * refuses, what fails within. Such errors are on the way to the error page for people; here they become problems.
 */
final class ApiErrorFilter implements Filter {

    /** What people read, too. */
    private static final Set<String> PAGES = Set.of("/api/events/catalogue", "/api/openapi", "/api/openapi.yaml");

    /** A request by another one is refused before its path is read, as if that could not be. */
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    private static final int METHOD_NOT_ALLOWED = 405;

    @Override
    public void doFilter(ServletRequest servletRequest, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) servletRequest;
        if (request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String path
                && ProblemAnswer.isDue(path)
                && !(PAGES.contains(path) && isBrowser(request))
                && request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer status) {
            ProblemAnswer answer = ProblemAnswer.isMisspelt(path)
                    ? ProblemAnswer.UNKNOWN_PATH
                    : ProblemAnswer.of(METHODS.contains(request.getMethod()) ? status : METHOD_NOT_ALLOWED);
            answer.write((HttpServletResponse) response);
        } else {
            chain.doFilter(request, response);
        }
    }

    private static boolean isBrowser(HttpServletRequest request) {
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        return accept != null && accept.contains(MediaType.TEXT_HTML_VALUE);
    }
}
