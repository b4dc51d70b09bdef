package io.rapport.app.security;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/**
 * Knows systems by the API key that they send as {@code Authorization: Bearer <key>} (RFC 6750) or {@code X-API-Key}; all
 * others get a problem (RFC 9457) and are counted.
 */
final class ApiKeyCheck {

    private static final String BEARER = "Bearer ";
    private static final byte[] PROBLEM =
            """
            {"type":"urn:rapport:problem:no-valid-key","title":"No valid API key","status":401,\
            "detail":"Send a valid API key as 'Authorization: Bearer <key>' or 'X-API-Key: <key>'."}"""
                    .getBytes(StandardCharsets.UTF_8);

    private final ApiKeys keys;
    private final Counter missing;
    private final Counter wrong;

    ApiKeyCheck(ApiKeys keys, MeterRegistry metrics) {
        this.keys = keys;
        this.missing = refused(metrics, "missing");
        this.wrong = refused(metrics, "wrong");
    }

    private static Counter refused(MeterRegistry metrics, String key) {
        return Counter.builder("rapport.api.refused")
                .description("requests to the API without a valid key")
                .tag("key", key)
                .register(metrics);
    }

    /**
     * Finds whose key a request shows.
     *
     * @return the system's name; empty if there is none, and then the request is answered
     */
    Optional<String> ownerOrRefuse(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<String> key = key(request);
        Optional<String> owner = key.flatMap(keys::owner);
        if (owner.isEmpty()) {
            (key.isEmpty() ? missing : wrong).increment();
            refuse(response, key.isPresent());
        }
        return owner;
    }

    /** @return the key that a request shows, valid or not */
    static Optional<String> key(HttpServletRequest request) {
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
