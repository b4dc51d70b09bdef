package io.rapport.desk;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.util.Optional;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.webapp.impl.security.auth.Authentication;
import org.camunda.bpm.webapp.impl.security.auth.AuthenticationUtil;
import org.camunda.bpm.webapp.impl.security.auth.UserAuthentication;
import org.camunda.bpm.webapp.impl.security.filter.util.CsrfConstants;
import org.springframework.stereotype.Component;

/** Knows who has logged in to the engine's web apps, and logs people in to them and out, as their own form does. */
@Component
public final class WebAppLogin {

    private final ProcessEngine engine;

    WebAppLogin(ProcessEngine engine) {
        this.engine = engine;
    }

    /**
     * @param request of a browser
     * @return the login of the session that it belongs to; empty if there is none
     */
    public Optional<String> of(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        if (session == null) {
            return Optional.empty();
        }
        Authentication login =
                AuthenticationUtil.getAuthsFromSession(session).getAuthenticationForProcessEngine(engine.getName());
        return Optional.ofNullable(login).map(Authentication::getIdentityId);
    }

    /**
     * Logs somebody in whose password was checked: in a new session, so that one whose id somebody else may know opens
     * nothing.
     *
     * @param request of the browser
     * @param user the login
     * @return whether there is such a user
     */
    public boolean logIn(HttpServletRequest request, String user) {
        UserAuthentication login = AuthenticationUtil.createAuthentication(engine, user);
        if (login == null) {
            return false;
        }
        AuthenticationUtil.revalidateSession(request, login);
        return true;
    }

    /**
     * Ends the session of a browser, and with it the login to the web apps and to the pages beside them.
     *
     * @param request of the browser
     */
    public void logOut(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        if (session != null) {
            session.invalidate();
        }
    }

    /**
     * @param request that changes something
     * @return whether it does not come by a session of the web apps, or carries that session's token, which pages of other
     *     sites do not know
     */
    public boolean isTrusted(HttpServletRequest request) {
        if (!request.getServletPath().startsWith("/camunda")) {
            return true;
        }
        HttpSession session = request.getSession(false);
        Object token = session == null ? null : session.getAttribute(CsrfConstants.CSRF_TOKEN_SESSION_ATTR_NAME);
        return token != null && token.equals(request.getHeader(CsrfConstants.CSRF_TOKEN_HEADER_NAME));
    }
}
