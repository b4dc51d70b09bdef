package io.rapport.app.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Stands before everything else: the web apps' setup is shut however its path is written, and paths with empty segments,
 * which servlets read differently, are refused.
 */
final class OddPathFilter extends OncePerRequestFilter {

    private final SetupPaths setup = new SetupPaths();

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        // the status alone, without the error page: odd paths upset the machinery behind it, too
        if (setup.matches(request)) {
            response.setStatus(HttpServletResponse.SC_FORBIDDEN);
        } else if (request.getRequestURI().contains("//")) {
            response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
        } else {
            chain.doFilter(request, response);
        }
    }
}
