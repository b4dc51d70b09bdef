package io.rapport.desk.internal;

import io.rapport.desk.LoginFailures;
import io.rapport.desk.ReaderLanguage;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;

/** Stands before the login form of the engine's web apps, and counts wrong passwords there as everywhere. */
final class FormLoginFilter extends OncePerRequestFilter {

    private static final Pattern LOGIN = Pattern.compile("/camunda/api/admin/auth/user/[^/]+/login/[^/]+/?");
    private static final int LARGEST_FORM = 8 * 1024;

    private final LoginFailures failures;
    private final ReaderLanguage reader;

    FormLoginFilter(LoginFailures failures, ReaderLanguage reader) {
        this.failures = failures;
        this.reader = reader;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        String path = request.getServletPath() + (request.getPathInfo() == null ? "" : request.getPathInfo());
        return !request.getMethod().equals("POST") || !LOGIN.matcher(path).matches();
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        byte[] form = request.getInputStream().readNBytes(LARGEST_FORM);
        // a form in another encoding would say one login here and another one behind
        if (!isPlainForm(request.getContentType())) {
            response.setStatus(HttpStatus.UNSUPPORTED_MEDIA_TYPE.value());
            return;
        }
        Optional<String> login = field(form, "username");
        if (login.isEmpty() || login.get().indexOf('\0') >= 0) {
            response.setStatus(HttpStatus.BAD_REQUEST.value());
            return;
        }
        String address = request.getRemoteAddr();
        LoginFailures.FailureCount standing = failures.standing(login.get(), address);
        if (standing.pause().isPresent()) {
            refuse(request, response, standing.pause().get());
            return;
        }
        chain.doFilter(new BufferedRequest(request, form), response);
        if (response.getStatus() == HttpStatus.UNAUTHORIZED.value()) {
            failures.wrong(login.get(), address);
        } else if (response.getStatus() == HttpStatus.OK.value() && standing.failures() > 0) {
            // any other answer does not say that the password was right
            failures.right(login.get(), address);
        }
    }

    /** Before anybody has logged in, the browser says the language. */
    private void refuse(HttpServletRequest request, HttpServletResponse response, Duration wait) throws IOException {
        response.setStatus(HttpStatus.TOO_MANY_REQUESTS.value());
        response.setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(wait.toSeconds()));
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        String message = DeskTexts.ALL.say("password.too-often", reader.of(null, request), wait.toMinutes() + 1);
        response.getOutputStream()
                .write(("{\"type\":\"TooManyWrongPasswords\",\"message\":\"" + message + "\"}")
                        .getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isPlainForm(String contentType) {
        try {
            MediaType type = MediaType.parseMediaType(String.valueOf(contentType));
            Charset charset = type.getCharset();
            return MediaType.APPLICATION_FORM_URLENCODED.equalsTypeAndSubtype(type)
                    && (charset == null || charset.equals(StandardCharsets.UTF_8));
        } catch (InvalidMediaTypeException e) {
            return false;
        }
    }

    /** The first of a name, as JAX-RS takes it. */
    private static Optional<String> field(byte[] form, String name) {
        for (String pair : new String(form, StandardCharsets.UTF_8).split("&")) {
            int equals = pair.indexOf('=');
            try {
                if (equals > 0
                        && URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8)
                                .equals(name)) {
                    return Optional.of(URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
                }
            } catch (IllegalArgumentException malformed) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }
}
