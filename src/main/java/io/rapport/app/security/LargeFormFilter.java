package io.rapport.app.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import org.apache.catalina.Globals;
import org.apache.tomcat.util.http.Parameters.FailReason;
import org.springframework.http.MediaType;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses a form that holds more than the server reads. Its fields are all missing, or some of them, so that without this
 * it would be refused for its missing token, or taken as if less had been written.
 */
final class LargeFormFilter extends OncePerRequestFilter {

    private static final Set<Object> TOO_LARGE = Set.of(FailReason.POST_TOO_LARGE, FailReason.TOO_MANY_PARAMETERS);

    /** They read what they are sent themselves. */
    private static final RequestMatcher OTHERS = new OrRequestMatcher(
            new FolderMatcher("/api"), new FolderMatcher("/engine-rest"), new FolderMatcher("/camunda"));

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        String type = request.getContentType();
        return !request.getMethod().equals("POST")
                || type == null
                || !type.strip().toLowerCase(Locale.ROOT).startsWith(MediaType.APPLICATION_FORM_URLENCODED_VALUE)
                || OTHERS.matches(request);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        // the server says why once the fields have been asked for
        request.getParameterMap();
        Object reason = request.getAttribute(Globals.PARAMETER_PARSE_FAILED_REASON_ATTR);
        if (reason != null && TOO_LARGE.contains(reason)) {
            response.sendError(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
        } else {
            chain.doFilter(request, response);
        }
    }
}
