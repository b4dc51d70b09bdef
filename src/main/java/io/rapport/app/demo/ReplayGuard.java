package io.rapport.app.demo;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;

/**
 * While the demo replays its past, or somebody moves its clock, the application's clock stands elsewhere: an event that
 * somebody sends meanwhile would be taken at the wrong time, and its timers would fire within the minute; customers of a
 * file would live through the days that are replayed. Until the clock has arrived, events, messages and files of others
 * are answered with 503 and the moment to come back; nothing of them is stored.
 */
final class ReplayGuard implements Filter {

    static final String EVENTS = "/api/events";
    static final String MESSAGES = "/engine-rest/message";
    static final String IMPORTS = "/api/imports";

    /** The header by which the replay itself is known. */
    static final String PASS = "X-Rapport-Replay";

    private static final String RETRY_AFTER_SECONDS = "10";
    private static final String DETAIL =
            "The demo shop still replays its past (two to six minutes after the first start), or its clock is being moved on"
                    + " /operations. Nothing was stored; send it again when the log says that the demo has arrived, or"
                    + " after the seconds in Retry-After.";

    private final String pass = UUID.randomUUID().toString();
    private volatile boolean closed;

    /** Keeps others' events out. */
    void close() {
        closed = true;
    }

    /** @return whether others are kept out */
    boolean isClosed() {
        return closed;
    }

    /** Lets them in. */
    void open() {
        closed = false;
    }

    /** @return what the replay's own requests send as {@link #PASS}; another one in each process */
    String pass() {
        return pass;
    }

    @Override
    public void doFilter(ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain)
            throws ServletException, IOException {
        HttpServletRequest request = (HttpServletRequest) servletRequest;
        HttpServletResponse response = (HttpServletResponse) servletResponse;
        if (!closed || request.getMethod().equals(HttpMethod.GET.name()) || isReplay(request)) {
            chain.doFilter(request, response);
            return;
        }
        boolean engine = request.getRequestURI().startsWith(MESSAGES);
        byte[] body = (engine
                        ? "{\"type\":\"RestException\",\"message\":\"" + DETAIL + "\"}"
                        : "{\"type\":\"urn:rapport:problem:demo-replays\",\"title\":\"The demo is not there yet\","
                                + "\"status\":503,\"detail\":\"" + DETAIL + "\"}")
                .getBytes(StandardCharsets.UTF_8);
        response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        response.setContentType(engine ? MediaType.APPLICATION_JSON_VALUE : MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private boolean isReplay(HttpServletRequest request) {
        String sent = request.getHeader(PASS);
        return sent != null
                && MessageDigest.isEqual(sent.getBytes(StandardCharsets.UTF_8), pass.getBytes(StandardCharsets.UTF_8));
    }
}
