package io.rapport.app.security;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * The web apps' first-administrator setup, however its path is written. It works for anybody while the administrators'
 * group has no direct member (CVE-2026-77226), and Rapport never needs it: the first administrator is configured.
 */
final class SetupPaths implements RequestMatcher {

    private static final int DEEPEST_ENCODING = 5;
    private static final Pattern SETUP = Pattern.compile("setup", Pattern.CASE_INSENSITIVE);

    @Override
    public boolean matches(HttpServletRequest request) {
        return leadsToSetup(request.getRequestURI())
                || leadsToSetup(
                        request.getServletPath() + (request.getPathInfo() == null ? "" : request.getPathInfo()));
    }

    /** Reads the path as the most forgiving server would: decoded to the end, without parameters, dots, double slashes. */
    static boolean leadsToSetup(String path) {
        String text = decoded(path);
        if (!SETUP.matcher(text).find()) {
            // each request comes by here, and hardly any path is worth taking apart
            return false;
        }
        List<String> segments = new ArrayList<>();
        for (String part : text.replace('\\', '/').split("/")) {
            String segment = part.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
            if (segment.equals("..") && !segments.isEmpty()) {
                segments.remove(segments.size() - 1);
            } else if (!segment.isEmpty() && !segment.equals(".") && !segment.equals("..")) {
                segments.add(segment);
            }
        }
        int admin = segments.indexOf("admin");
        return admin >= 0 && segments.subList(admin + 1, segments.size()).contains("setup");
    }

    private static String decoded(String path) {
        String text = path;
        for (int i = 0; i < DEEPEST_ENCODING && text.indexOf('%') >= 0; i++) {
            try {
                // a plus sign is itself in a path
                text = URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException malformed) {
                return text;
            }
        }
        return text;
    }
}
