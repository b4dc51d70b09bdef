package io.rapport.app.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;

/** Asks for a login by HTTP Basic; whoever was wrong too often is told when to come again instead. */
record BasicLoginEntryPoint(String realm) implements AuthenticationEntryPoint {

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        if (failure instanceof LoginRefused refused) {
            response.setHeader(
                    HttpHeaders.RETRY_AFTER, String.valueOf(refused.waitFor().toSeconds()));
            response.sendError(HttpStatus.TOO_MANY_REQUESTS.value());
        } else {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"" + realm + "\"");
            response.sendError(HttpStatus.UNAUTHORIZED.value());
        }
    }
}
