package io.rapport.app.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.UriUtils;

/**
 * Refuses NUL characters (U+0000) in parameters and in credentials of HTTP Basic, before anything is looked up by them:
 * PostgreSQL stores none, and a query that carries one fails. Pages for people take such characters out of what was
 * typed and go on, so that their parameters pass; the API answers by a problem, and events such an id as one that they do
 * not know. A parameter of the API that is no UTF-8 is refused, too: the server would leave it out, and the API say that it is
 * missing.
 */
final class NulFilter extends OncePerRequestFilter {

    private static final String BASIC = "Basic ";
    /** Pages, which clean their fields themselves, and the API for events, which answers in a form of its own. */
    private static final List<String> OTHERS = List.of("/p/", "/operations", "/mailbox", "/studio", "/api/events");

    private static final ProblemAnswer PROBLEM = new ProblemAnswer(
            HttpStatus.BAD_REQUEST,
            "unreadable-parameter",
            "A parameter cannot be read",
            "NUL characters (U+0000) are not allowed. Send the request without them.");

    private static final ProblemAnswer NOT_DECODABLE = new ProblemAnswer(
            HttpStatus.BAD_REQUEST,
            "unreadable-parameter",
            "A parameter cannot be read",
            "Write it in UTF-8, each byte as a % and two hexadecimal digits, and the character % itself as %25.");

    private static final byte[] ANSWER =
            """
            {"type":"InvalidRequest","message":"NUL characters (U+0000) are not allowed. Send the request without them."}"""
                    .getBytes(StandardCharsets.UTF_8);

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (ProblemAnswer.isDue(request.getRequestURI()) && !isDecodable(request.getQueryString())) {
            NOT_DECODABLE.write(response);
            return;
        }
        boolean other = OTHERS.stream().anyMatch(request.getRequestURI()::startsWith);
        if (!other && inQuery(request.getQueryString()) || inBasic(request.getHeader(HttpHeaders.AUTHORIZATION))) {
            if (ProblemAnswer.isDue(request.getRequestURI())) {
                PROBLEM.write(response);
                return;
            }
            response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
            response.setContentType(MediaType.APPLICATION_JSON_VALUE);
            response.setContentLength(ANSWER.length);
            response.getOutputStream().write(ANSWER);
        } else {
            chain.doFilter(request, response);
        }
    }

    /** @param query as it was sent: a NUL that is not encoded does not come through the server */
    private static boolean inQuery(String query) {
        return query != null && query.contains("%00");
    }

    private static boolean isDecodable(String query) {
        if (query == null || query.indexOf('%') < 0) {
            return true;
        }
        try {
            byte[] bytes = UriUtils.decode(query, StandardCharsets.ISO_8859_1).getBytes(StandardCharsets.ISO_8859_1);
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return false;
        }
    }

    private static boolean inBasic(String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return false;
        }
        try {
            byte[] credentials = Base64.getDecoder()
                    .decode(authorization.substring(BASIC.length()).strip());
            for (byte character : credentials) {
                if (character == 0) {
                    return true;
                }
            }
        } catch (IllegalArgumentException noBase64) {
            // Spring Security says so itself
        }
        return false;
    }
}
