package io.rapport.app.security;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * Knows systems by the API key that they send as {@code Authorization: Bearer <key>} (RFC 6750) or {@code X-API-Key}; all
 * others get a problem (RFC 9457) and are counted, and so are those whose key has not the scope.
 */
final class ApiKeyCheck {

    private static final String BEARER = "Bearer ";
    private static final ProblemAnswer NO_KEY = new ProblemAnswer(
            HttpStatus.UNAUTHORIZED,
            "no-valid-key",
            "No valid API key",
            "Send a valid API key as 'Authorization: Bearer <key>' or 'X-API-Key: <key>'.");

    private final ApiKeys keys;
    private final KeyScopes scopes;
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
        response.setHeader(
                HttpHeaders.WWW_AUTHENTICATE,
                sentOne ? "Bearer realm=\"rapport\", error=\"invalid_token\"" : "Bearer realm=\"rapport\"");
        NO_KEY.write(response);
    }

    /** Answers a system whose key is valid and may not do this: what is missing, and who can give it. */
    void refuseScope(HttpServletResponse response, String system, KeyScope needed) throws IOException {
        outOfScope.increment();
        String has = scopes.of(system).stream().map(KeyScope::written).collect(Collectors.joining(", "));
        response.setHeader(
                HttpHeaders.WWW_AUTHENTICATE,
                "Bearer realm=\"rapport\", error=\"insufficient_scope\", scope=\"" + needed.written() + "\"");
        new ProblemAnswer(
                        HttpStatus.FORBIDDEN,
                        "scope-missing",
                        "The key may not do this",
                        "This needs the scope " + needed.written() + "; the key of " + system + " has: " + has
                                + ". An operator adds scopes by the setting rapport.api-scopes." + system + ".")
                .write(response);
    }
}
