package io.rapport.app.security;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets systems in that send their API key as {@code Authorization: Bearer <key>} (RFC 6750) or {@code X-API-Key}; all
 * others get a problem (RFC 9457) and are counted.
 */
final class ApiKeyFilter extends OncePerRequestFilter {

    /** What an accepted key may do. */
    static final String AUTHORITY = "API";

    private static final String BEARER = "Bearer ";
    private static final byte[] PROBLEM =
            """
            {"type":"about:blank","title":"Unauthorized","status":401,\
            "detail":"Send a valid API key as 'Authorization: Bearer <key>' or 'X-API-Key: <key>'."}"""
                    .getBytes(StandardCharsets.UTF_8);

    private final ApiKeys keys;
    private final boolean loginToo;
    private final Counter missing;
    private final Counter wrong;

    /** @param loginToo whether a request without a key passes, to be asked for a login further on */
    ApiKeyFilter(ApiKeys keys, boolean loginToo, MeterRegistry metrics) {
        this.keys = keys;
        this.loginToo = loginToo;
        this.missing = refused(metrics, "missing");
        this.wrong = refused(metrics, "wrong");
    }

    private static Counter refused(MeterRegistry metrics, String key) {
        return Counter.builder("rapport.api.refused")
                .description("requests to the API without a valid key")
                .tag("key", key)
                .register(metrics);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<String> key = key(request);
        if (key.isEmpty() && loginToo) {
            chain.doFilter(request, response);
            return;
        }
        Optional<String> owner = key.flatMap(keys::owner);
        if (owner.isEmpty()) {
            (key.isEmpty() ? missing : wrong).increment();
            refuse(response, key.isPresent());
            return;
        }
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(UsernamePasswordAuthenticationToken.authenticated(
                owner.get(), null, AuthorityUtils.createAuthorityList(AUTHORITY)));
        SecurityContextHolder.setContext(context);
        try {
            chain.doFilter(request, response);
        } finally {
            SecurityContextHolder.clearContext();
        }
    }

    private static Optional<String> key(HttpServletRequest request) {
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return Optional.of(authorization.substring(BEARER.length()).strip());
        }
        return Optional.ofNullable(request.getHeader("X-API-Key")).map(String::strip);
    }

    private static void refuse(HttpServletResponse response, boolean sentOne) throws IOException {
        response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
        response.setHeader(
                HttpHeaders.WWW_AUTHENTICATE,
                sentOne ? "Bearer realm=\"rapport\", error=\"invalid_token\"" : "Bearer realm=\"rapport\"");
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.setContentLength(PROBLEM.length);
        response.getOutputStream().write(PROBLEM);
    }
}
