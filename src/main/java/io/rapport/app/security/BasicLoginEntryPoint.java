package io.rapport.app.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;

/** Asks for a login by HTTP Basic; after too many wrong passwords the answer says instead when to try again. */
record BasicLoginEntryPoint(String realm) implements AuthenticationEntryPoint {

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        if (failure instanceof LoginRefused refused) {
            response.setHeader(
                    HttpHeaders.RETRY_AFTER, String.valueOf(refused.waitFor().toSeconds()));
            if (String.valueOf(request.getHeader(HttpHeaders.ACCEPT)).contains(MediaType.TEXT_HTML_VALUE)) {
                // the page for people says the same
                response.sendError(HttpStatus.TOO_MANY_REQUESTS.value());
                return;
            }
            response.setStatus(HttpStatus.TOO_MANY_REQUESTS.value());
            response.setContentType(MediaType.APPLICATION_JSON_VALUE);
            response.getOutputStream()
                    .write(("{\"type\":\"TooManyWrongPasswords\",\"message\":\"Too many wrong passwords for this login"
                                    + " from here. Try again in "
                                    + (refused.waitFor().toMinutes() + 1) + " minutes.\"}")
                            .getBytes(StandardCharsets.UTF_8));
        } else {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"" + realm + "\"");
            response.sendError(HttpStatus.UNAUTHORIZED.value());
        }
    }
}
