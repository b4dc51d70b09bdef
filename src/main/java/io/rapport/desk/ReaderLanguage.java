package io.rapport.desk;

import io.rapport.language.StaffLanguages;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import org.camunda.bpm.engine.IdentityService;
import org.springframework.context.i18n.LocaleContext;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * In which language a member of staff reads: that of their profile (the engine's user info {@code locale}), else the
 * browser's, each only if it is offered, else English.
 */
@Component
public final class ReaderLanguage {

    private final IdentityService identity;
    private final StaffLanguages languages;

    ReaderLanguage(IdentityService identity, StaffLanguages languages) {
        this.identity = identity;
        this.languages = languages;
    }

    /**
     * @param login of who asks, null before they have logged in
     * @param request of a browser
     * @return one of the languages offered
     */
    public Locale of(String login, HttpServletRequest request) {
        return profile(login)
                .orElseGet(() -> request.getHeader(HttpHeaders.ACCEPT_LANGUAGE) == null
                        // and never the server's own language
                        ? Locale.ENGLISH
                        : languages.nearest(Collections.list(request.getLocales())));
    }

    /**
     * @param login of a member of staff, may be null
     * @return the language of their profile; empty if it names none that is offered
     */
    public Optional<Locale> profile(String login) {
        String named = login == null ? null : identity.getUserInfo(login, StaffEngine.LOCALE_INFO);
        return named == null ? Optional.empty() : languages.find(Locale.forLanguageTag(named));
    }

    /**
     * Sets the language of a member's profile.
     *
     * @param login of the member
     * @param locale one that is offered; null to read in the browser's language
     */
    public void choose(String login, Locale locale) {
        if (locale == null) {
            identity.deleteUserInfo(login, StaffEngine.LOCALE_INFO);
        } else {
            identity.setUserInfo(login, StaffEngine.LOCALE_INFO, locale.toLanguageTag());
        }
    }

    /** @return the language of who is being answered; English where nobody is, as in a job */
    public static Locale current() {
        LocaleContext present = LocaleContextHolder.getLocaleContext();
        Locale locale = present == null ? null : present.getLocale();
        return locale == null ? Locale.ENGLISH : locale;
    }
}
