package io.rapport.app.security;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;

/**
 * Leads a browser to the login page. Anything else that asks is asked for a login by HTTP Basic, and so is a request that
 * brought one that is wrong.
 */
record PageLoginEntryPoint(BasicLoginEntryPoint others) implements AuthenticationEntryPoint {

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException, ServletException {
        boolean browser = request.getHeader(HttpHeaders.AUTHORIZATION) == null
                && LoginTarget.isPage(request)
                && has(request.getHeader(HttpHeaders.ACCEPT), MediaType.TEXT_HTML_VALUE);
        if (browser && (request.getMethod().equals("GET") || request.getMethod().equals("HEAD"))) {
            response.sendRedirect(LoginController.LOGIN
                    + LoginTarget.of(request)
                            .map(to -> "?to=" + URLEncoder.encode(to, StandardCharsets.UTF_8))
                            .orElse(""));
            return;
        }
        // what is no form of ours has been refused before, since its token is not right
        Optional<KeptForm> form = browser
                        && request.getMethod().equals("POST")
                        && has(request.getContentType(), MediaType.APPLICATION_FORM_URLENCODED_VALUE)
                ? KeptForm.sentTo(request)
                : Optional.empty();
        if (form.isPresent()) {
            request.setAttribute(KeptForm.ATTRIBUTE, form.get());
            request.getRequestDispatcher(LoginController.LOGIN).forward(request, response);
        } else {
            others.commence(request, response, failure);
        }
    }

    private static boolean has(String header, String type) {
        return header != null && header.contains(type);
    }
}
