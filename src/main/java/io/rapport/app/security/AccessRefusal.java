package io.rapport.app.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.web.csrf.CsrfException;

/**
 * Why a request is refused with 403, and what to do: a form's token, a page of another site and a missing group are three
 * things.
 *
 * @param text of the login page's texts
 * @param groups whom the path is for, as {@link PageGroups} has them
 */
record AccessRefusal(String text, List<String> groups) {

    /** Where a request has it. */
    static final String ATTRIBUTE = AccessRefusal.class.getName();

    /** Of a path that is for nobody of staff. */
    static final AccessRefusal PATH = new AccessRefusal("refused.path", List.of());

    static final AccessRefusal OTHER_SITE = new AccessRefusal("refused.other", List.of());

    /**
     * @param denied what Spring Security says
     * @param request that is refused
     * @return the reason for people
     */
    static AccessRefusal of(AccessDeniedException denied, HttpServletRequest request) {
        if (denied instanceof CsrfException) {
            return new AccessRefusal("refused.form", List.of());
        }
        List<String> groups = PageGroups.of(request);
        return groups.isEmpty() ? PATH : new AccessRefusal("refused.groups", groups);
    }

    /** @return what to say, in the reader's language */
    String say(Locale locale) {
        return SessionLogin.TEXTS.say(
                text,
                locale,
                groups.stream()
                        .map(group -> group.equals(PageGroups.ANY_QUEUE)
                                ? SessionLogin.TEXTS.say("refused.queue", locale)
                                : group)
                        .collect(Collectors.joining(", ")));
    }
}
