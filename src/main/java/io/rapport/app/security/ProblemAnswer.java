package io.rapport.app.security;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/** Refusals of the API before any controller, as problems (RFC 9457) like those of the controllers. */
final class ProblemAnswer {

    private static final String API = "/api";
    private static final Pattern DUE = Pattern.compile("/+api(?![a-z0-9])", Pattern.CASE_INSENSITIVE);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Not to be read in two ways: it is refused before it is taken apart. */
    static final ProblemAnswer UNREADABLE = new ProblemAnswer(
            HttpStatus.BAD_REQUEST,
            "unreadable-request",
            "The request cannot be read",
            "Send a path without encoded percent signs, slashes, backslashes, semicolons, empty segments or control"
                    + " characters, in UTF-8, and a body that is as long as it says. A code as somebody typed it goes by POST"
                    + " /api/coupons/checks or /api/loyalty/referrals/checks, whose body takes any text.");

    static final ProblemAnswer TOO_LARGE = new ProblemAnswer(
            HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
            "headers-too-large",
            "The address and the headers are too large",
            "Together they may have 64 KB: send less in them, such as a shorter Import-Mapping.");

    /** As the API itself answers a path that none of its handlers takes. */
    static final ProblemAnswer UNKNOWN_PATH = new ProblemAnswer(
            HttpStatus.NOT_FOUND,
            "unknown-path",
            "There is nothing here",
            "/api/openapi.yaml names every path of this interface.");

    private final HttpStatus status;
    private final byte[] body;

    /**
     * @param type the last part of its name
     * @param title the kind in words
     * @param detail what to do
     */
    ProblemAnswer(HttpStatus status, String type, String title, String detail) {
        this.status = status;
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", "urn:rapport:problem:" + type);
        problem.put("title", title);
        problem.put("status", status.value());
        problem.put("detail", detail);
        try {
            this.body = JSON.writeValueAsBytes(problem);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * @param path as it was sent; {@code null} if it cannot be read
     * @return whether a request is one to the API, or was meant to be: with more slashes before it, or in capitals
     */
    static boolean isDue(String path) {
        return path != null && DUE.matcher(path).lookingAt();
    }

    /** @return whether a request is one that was meant for the API and whose path is written in capitals */
    static boolean isMisspelt(String path) {
        return isDue(path) && !path.startsWith(API);
    }

    /**
     * @param code 400 or more, which nobody has said more of
     * @return what to answer
     */
    static ProblemAnswer of(int code) {
        HttpStatus known = HttpStatus.resolve(code);
        HttpStatus status = known == null ? HttpStatus.INTERNAL_SERVER_ERROR : known;
        return switch (status) {
            case BAD_REQUEST -> UNREADABLE;
            case NOT_FOUND -> UNKNOWN_PATH;
            case METHOD_NOT_ALLOWED ->
                new ProblemAnswer(
                        status,
                        "method-not-allowed",
                        "This path does not take the method",
                        "/api/openapi.yaml names the methods of each path.");
            default ->
                status.is5xxServerError()
                        ? new ProblemAnswer(
                                status,
                                "failed",
                                "The server failed",
                                "Send the request again later; if it fails then, too, an operator finds why in the log of"
                                        + " the server.")
                        : new ProblemAnswer(
                                status,
                                "refused",
                                status.getReasonPhrase(),
                                "Send the request as /api/openapi.yaml describes it.");
        };
    }

    /** Answers a request; headers that are set already stay. */
    void write(HttpServletResponse response) throws IOException {
        response.setStatus(status.value());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
