package io.rapport.app.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where a login may lead: pages of ours and the engine's web apps, never another site. */
final class LoginTarget {

    private static final String WEB_APPS = "/camunda/app";

    /** A folder in the plain, what stands beneath it and the query: what a URL may contain, in ASCII (RFC 3986). */
    private static final Pattern TARGET = Pattern.compile("("
            + Stream.concat(PageGroups.folders().stream(), Stream.of(WEB_APPS))
                    .map(Pattern::quote)
                    .collect(Collectors.joining("|"))
            + ")((?:/[A-Za-z0-9._~!$&'()*+,=:@%/-]*)?)(?:\\?[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*)?");

    private static final Pattern MALFORMED = Pattern.compile("%(?![0-9A-Fa-f]{2})");

    private static final int LONGEST = 2_000;

    private LoginTarget() {}

    /** @return whether it asks for one of the pages that the login page stands before */
    static boolean isPage(HttpServletRequest request) {
        return PageGroups.folders().stream().anyMatch(folder -> new FolderMatcher(folder).matches(request));
    }

    /** @return what a request asks for, as a parameter of the login page carries it; empty if it may not be led to */
    static Optional<String> of(HttpServletRequest request) {
        String query = request.getQueryString();
        return of(request.getRequestURI() + (query == null ? "" : "?" + query));
    }

    /**
     * @param text path and query as they were sent, by anybody
     * @return the same, where it leads to one of the pages and cannot be read otherwise
     */
    static Optional<String> of(String text) {
        return Optional.ofNullable(text)
                .filter(target -> target.length() <= LONGEST)
                .filter(target -> !MALFORMED.matcher(target).find())
                .map(TARGET::matcher)
                .filter(Matcher::matches)
                .filter(target -> !AmbiguousPathFilter.isOdd(target.group(1) + target.group(2)))
                .map(Matcher::group);
    }

    /** @return the first page of the folder that a path is of */
    static String folder(String path) {
        Matcher target = TARGET.matcher(path);
        return target.matches() ? target.group(1) : "/";
    }
}
