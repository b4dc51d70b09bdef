package io.rapport.app.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Lets monitoring read the metrics by a token that opens nothing else. */
final class MetricsTokenFilter extends OncePerRequestFilter {

    /** What the token allows. */
    static final String AUTHORITY = "METRICS";

    private static final String BEARER = "Bearer ";

    private final String path;
    private final ApiKeys tokens;

    /**
     * @param path where the metrics are
     * @param tokens the token, or none
     */
    MetricsTokenFilter(String path, ApiKeys tokens) {
        this.path = path;
        this.tokens = tokens;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (authorization != null
                && request.getServletPath().equals(path)
                && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                && tokens.owner(authorization.substring(BEARER.length()).strip())
                        .isPresent()) {
            SecurityContext context = SecurityContextHolder.createEmptyContext();
            context.setAuthentication(UsernamePasswordAuthenticationToken.authenticated(
                    "monitoring", null, AuthorityUtils.createAuthorityList(AUTHORITY)));
            SecurityContextHolder.setContext(context);
        }
        chain.doFilter(request, response);
    }
}
