package io.rapport.app.security;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Matches a folder and all beneath it, whichever servlet serves it. Spring's own patterns match the path within the
 * servlet, so that {@code /engine-rest/**} would miss what the servlet mapped to {@code /engine-rest/*} serves.
 *
 * @param folder such as {@code /api}, without a slash at the end
 */
record FolderMatcher(String folder) implements RequestMatcher {

    @Override
    public boolean matches(HttpServletRequest request) {
        String path = request.getServletPath() + (request.getPathInfo() == null ? "" : request.getPathInfo());
        return path.equals(folder) || path.startsWith(folder + "/");
    }
}
