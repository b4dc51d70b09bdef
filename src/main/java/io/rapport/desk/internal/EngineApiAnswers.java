package io.rapport.desk.internal;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/** What is answered in the engine's place to requests that do not come as far as its API, in the reader's language. */
final class EngineApiAnswers {

    private final ObjectMapper json;

    EngineApiAnswers(ObjectMapper json) {
        this.json = json;
    }

    /** A caller whose roles do not let them send it, or nobody, who is to log in. */
    void refuse(HttpServletResponse response, Set<EngineApiRole> roles, String method) throws IOException {
        if (roles.size() > 1) {
            answer(
                    response,
                    HttpStatus.FORBIDDEN,
                    "NotAllowed",
                    DeskTexts.say("not-allowed", method) + " "
                            + DeskTexts.say(
                                    roles.contains(EngineApiRole.DESIGNER)
                                            ? "not-allowed.designers"
                                            : "not-allowed.staff"));
        } else {
            answer(response, HttpStatus.UNAUTHORIZED, "NotAllowed", DeskTexts.say("log-in"));
        }
    }

    void noTask(HttpServletResponse response) throws IOException {
        answer(response, HttpStatus.NOT_FOUND, "InvalidRequest", DeskTexts.say("task.gone"));
    }

    void badRequest(HttpServletResponse response, String message) throws IOException {
        answer(response, HttpStatus.BAD_REQUEST, "InvalidRequest", message);
    }

    /** In the form of the engine's own refusals, since its web apps show their message. */
    void answer(HttpServletResponse response, HttpStatus status, String type, String message) throws IOException {
        Map<String, String> body = new LinkedHashMap<>();
        body.put("type", type);
        body.put("message", message);
        write(response, status, body);
    }

    void write(HttpServletResponse response, HttpStatus status, Object body) throws IOException {
        byte[] bytes = json.writeValueAsBytes(body);
        response.setStatus(status.value());
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }
}
