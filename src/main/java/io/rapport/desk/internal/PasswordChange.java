package io.rapport.desk.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rapport.desk.StaffDirectory;
import io.rapport.desk.TooManyWrongPasswords;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/** Changes of passwords over the engine's API. */
final class PasswordChange {

    private static final Pattern CREDENTIALS = Pattern.compile("/user/([^/]+)/credentials");

    private final StaffDirectory staff;
    private final ObjectMapper json;
    private final EngineApiAnswers answers;

    PasswordChange(StaffDirectory staff, ObjectMapper json, EngineApiAnswers answers) {
        this.staff = staff;
        this.json = json;
        this.answers = answers;
    }

    /** @return whether a request is one */
    static boolean isOne(String method, String path) {
        return method.equals("PUT") && CREDENTIALS.matcher(path).matches();
    }

    /** @return whether it is by the web apps and of the caller's own password, whose session goes on */
    static boolean isOwn(HttpServletRequest request, String path, String caller) {
        Matcher credentials = CREDENTIALS.matcher(path);
        return request.getMethod().equals("PUT")
                && request.getServletPath().startsWith("/camunda")
                && credentials.matches()
                && URLDecoder.decode(credentials.group(1), StandardCharsets.UTF_8)
                        .equals(caller);
    }

    /**
     * Checks a change of a password. The engine asks for the caller's own password, but as often as somebody likes to
     * guess, and takes a missing new one for no change.
     */
    boolean isAllowed(HttpServletResponse response, byte[] body, String caller, String address) throws IOException {
        JsonNode change;
        try {
            change = json.readTree(body);
        } catch (JsonProcessingException unreadable) {
            answers.badRequest(response, DeskTexts.say("body.no-json"));
            return false;
        }
        String chosen = change.path("password").textValue();
        if (chosen == null || chosen.length() < StaffDirectory.SHORTEST_PASSWORD) {
            answers.badRequest(response, DeskTexts.say("password.short", StaffDirectory.SHORTEST_PASSWORD));
            return false;
        }
        try {
            if (staff.authenticate(
                    caller, change.path("authenticatedUserPassword").textValue(), address)) {
                return true;
            }
            answers.badRequest(response, DeskTexts.say("password.wrong"));
        } catch (TooManyWrongPasswords refused) {
            response.setHeader(
                    HttpHeaders.RETRY_AFTER, String.valueOf(refused.waitFor().toSeconds()));
            answers.answer(
                    response,
                    HttpStatus.TOO_MANY_REQUESTS,
                    "TooManyWrongPasswords",
                    DeskTexts.say("password.too-often", refused.waitFor().toMinutes() + 1));
        }
        return false;
    }
}
