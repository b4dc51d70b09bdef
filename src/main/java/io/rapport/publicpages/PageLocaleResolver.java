package io.rapport.publicpages;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.i18n.AcceptHeaderLocaleResolver;

/**
 * The locale of a request: the one that a page is written in, where it has said so, and else the browser's. Views and
 * {@code Content-Language} go by it, and public pages are written in the customer's language.
 */
@Component("localeResolver")
public final class PageLocaleResolver extends AcceptHeaderLocaleResolver {

    private static final String ATTRIBUTE = PageLocaleResolver.class.getName();

    /**
     * Says which language the answer to a request is written in.
     *
     * @param request that is answered
     * @param locale of the answer
     */
    public static void set(HttpServletRequest request, Locale locale) {
        request.setAttribute(ATTRIBUTE, locale);
    }

    @Override
    public Locale resolveLocale(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof Locale locale ? locale : super.resolveLocale(request);
    }
}
