package io.rapport.app.availability;

import io.rapport.database.DatabaseFaults;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Answers 503 with {@code Retry-After} while the database is away: at once where that is known, else when the request has
 * failed for it. Programs get JSON in the form of the API they call, browsers the error page; what happened is one line in the
 * log. Stands before whatever asks the database, Spring Security included.
 */
final class DatabaseAwayFilter extends OncePerRequestFilter {

    private static final Logger log = LoggerFactory.getLogger(DatabaseAwayFilter.class);

    private static final Duration PAUSE = Duration.ofSeconds(5);

    /** These ask no database, or say themselves how it is. */
    private static final List<String> WITHOUT_DATABASE = List.of("/actuator/", "/assets/", "/favicon.ico");

    /** Those of the engine, and the page's part that reads as it does. */
    private static final List<String> ENGINE_STYLE = List.of("/engine-rest", "/camunda/api", "/desk");

    private static final byte[] ENGINE_ANSWER =
            """
            {"type":"DatabaseUnavailable","message":"The database does not answer. \
            Send the request again after the time that Retry-After names."}"""
                    .getBytes(StandardCharsets.UTF_8);

    private static final byte[] PROBLEM =
            """
            {"type":"urn:rapport:problem:unavailable","title":"The database does not answer","status":503,\
            "detail":"Nothing is acknowledged; send it again after the time that Retry-After names. An event is taken once."}"""
                    .getBytes(StandardCharsets.UTF_8);

    private final BooleanSupplier away;

    /** @param away whether the database is known to be away */
    DatabaseAwayFilter(BooleanSupplier away) {
        this.away = away;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (away.getAsBoolean() && needsDatabase(request)) {
            answer(request, response);
            return;
        }
        try {
            chain.doFilter(request, response);
        } catch (IOException | ServletException | RuntimeException e) {
            if (response.isCommitted() || !DatabaseFaults.isUnavailable(e)) {
                throw e;
            }
            // the rest of the path may be a customer's link
            log.warn("A request to {} failed, since the database does not answer", api(request));
            response.resetBuffer();
            answer(request, response);
        }
    }

    /** Logins by HTTP Basic are looked up. */
    private static boolean needsDatabase(HttpServletRequest request) {
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        boolean login = authorization != null && authorization.regionMatches(true, 0, "Basic ", 0, 6);
        return login || WITHOUT_DATABASE.stream().noneMatch(request.getRequestURI()::startsWith);
    }

    private static String api(HttpServletRequest request) {
        String path = request.getRequestURI();
        int second = path.indexOf('/', 1);
        return second < 0 ? path : path.substring(0, second);
    }

    private static void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(PAUSE.toSeconds()));
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        String path = request.getRequestURI();
        if (isUnder(path, "/api")) {
            write(response, MediaType.APPLICATION_PROBLEM_JSON_VALUE, PROBLEM);
        } else if (ENGINE_STYLE.stream().anyMatch(folder -> isUnder(path, folder))) {
            write(response, MediaType.APPLICATION_JSON_VALUE, ENGINE_ANSWER);
        } else {
            response.setHeader(
                    "Content-Security-Policy", "default-src 'none'; style-src 'self'; frame-ancestors 'none'");
            response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        }
    }

    private static boolean isUnder(String path, String folder) {
        return path.equals(folder) || path.startsWith(folder + "/");
    }

    private static void write(HttpServletResponse response, String type, byte[] body) throws IOException {
        response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        response.setContentType(type);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
