package io.rapport.app.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Pattern;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Stands before everything else: the web apps' setup is shut however its path is written, and paths that servlets, filters
 * and JAX-RS could read in different ways are refused. Nothing that Rapport serves needs one.
 */
final class AmbiguousPathFilter extends OncePerRequestFilter {

    /** Empty segments, dots, parameters of a segment, backslashes and control characters, plain or encoded. */
    private static final Pattern ODD = Pattern.compile(
            "//|;|%3b|\\\\|%5c|%2f|%[01][0-9a-f]|%7f|/(?:\\.|%2e){1,2}(?:/|$)", Pattern.CASE_INSENSITIVE);

    private final SetupPaths setup = new SetupPaths();

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        // the status alone, without the error page: odd paths upset the machinery behind it, too
        if (setup.matches(request)) {
            response.setStatus(HttpServletResponse.SC_FORBIDDEN);
        } else if (!isOdd(request.getRequestURI())) {
            chain.doFilter(request, response);
        } else if (ProblemAnswer.isDue(request.getRequestURI())) {
            ProblemAnswer.UNREADABLE.write(response);
        } else {
            response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
        }
    }

    /** @return whether a path, as it was sent, can be read in two ways */
    static boolean isOdd(String path) {
        return ODD.matcher(path).find();
    }
}
