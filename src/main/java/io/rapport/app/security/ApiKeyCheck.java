package io.rapport.app.security;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/**
 * Knows systems by the API key that they send as {@code Authorization: Bearer <key>} (RFC 6750) or {@code X-API-Key}; all
 * others get a problem (RFC 9457) and are counted, and so are those whose key has not the scope.
 */
final class ApiKeyCheck {

    private static final String BEARER = "Bearer ";
    private static final byte[] PROBLEM =
            """
            {"type":"urn:rapport:problem:no-valid-key","title":"No valid API key","status":401,\
            "detail":"Send a valid API key as 'Authorization: Bearer <key>' or 'X-API-Key: <key>'."}"""
                    .getBytes(StandardCharsets.UTF_8);

    /** As the API itself answers a path that none of its handlers takes. */
    private static final byte[] UNKNOWN_PATH =
            """
            {"type":"urn:rapport:problem:unknown-path","title":"There is nothing here","status":404,\
            "detail":"/api/openapi.yaml names every path of this interface."}"""
                    .getBytes(StandardCharsets.UTF_8);

    private final ApiKeys keys;
    private final KeyScopes scopes;
    private final ObjectMapper json = new ObjectMapper();
    private final Counter missing;
    private final Counter wrong;
    private final Counter outOfScope;

    ApiKeyCheck(ApiKeys keys, KeyScopes scopes, MeterRegistry metrics) {
        this.keys = keys;
        this.scopes = scopes;
        this.missing = refused(metrics, "missing");
        this.wrong = refused(metrics, "wrong");
        this.outOfScope = refused(metrics, "out-of-scope");
    }

    private static Counter refused(MeterRegistry metrics, String key) {
        return Counter.builder("rapport.api.refused")
                .description("requests to the API without a valid key, or with one that may not do this")
                .tag("key", key)
                .register(metrics);
    }

    /**
     * Finds whose key a request shows.
     *
     * @return the system; empty if there is none, and then the request is answered
     */
    Optional<KeyOwner> ownerOrRefuse(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<String> key = key(request);
        Optional<KeyOwner> owner = key.flatMap(keys::owner).map(system -> new KeyOwner(system, scopes.of(system)));
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
        problem(response, PROBLEM);
    }

    /** Answers a system whose key is valid and may not do this: what is missing, and who can give it. */
    void refuseScope(HttpServletResponse response, String system, KeyScope needed) throws IOException {
        outOfScope.increment();
        String has = scopes.of(system).stream().map(KeyScope::written).collect(Collectors.joining(", "));
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", "urn:rapport:problem:scope-missing");
        problem.put("title", "The key may not do this");
        problem.put("status", HttpStatus.FORBIDDEN.value());
        problem.put(
                "detail",
                "This needs the scope " + needed.written() + "; the key of " + system + " has: " + has
                        + ". An operator adds scopes by the setting rapport.api-scopes." + system + ".");
        response.setStatus(HttpServletResponse.SC_FORBIDDEN);
        response.setHeader(
                HttpHeaders.WWW_AUTHENTICATE,
                "Bearer realm=\"rapport\", error=\"insufficient_scope\", scope=\"" + needed.written() + "\"");
        problem(response, json.writeValueAsBytes(problem));
    }

    /** Answers a system that asks for a path which is for no system. */
    static void refusePath(HttpServletResponse response) throws IOException {
        response.setStatus(HttpServletResponse.SC_NOT_FOUND);
        problem(response, UNKNOWN_PATH);
    }

    private static void problem(HttpServletResponse response, byte[] body) throws IOException {
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
