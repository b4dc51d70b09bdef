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

    /** Where a session has what its login's password was when it began. */
    private static final String CREDENTIALS = WebAppLogin.class.getName() + ".credentials";

    private final ProcessEngine engine;
    private final StaffDirectory staff;

    WebAppLogin(ProcessEngine engine, StaffDirectory staff) {
        this.engine = engine;
        this.staff = staff;
    }

    /**
     * The session of an account that was deleted, or whose password has changed since the session began, ends here: for our
     * pages and for the web apps. So does that of an account that was made anew under the same login.
     *
     * @param request of a browser
     * @return the login of the session that it belongs to; empty if there is none
     */
    public Optional<String> of(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        if (session == null) {
            return Optional.empty();
        }
        try {
            Authentication login =
                    AuthenticationUtil.getAuthsFromSession(session).getAuthenticationForProcessEngine(engine.getName());
            if (login == null) {
                return Optional.empty();
            }
            String user = login.getIdentityId();
            if (!isOfSameCredentials(session, user)) {
                session.invalidate();
                return Optional.empty();
            }
            return Optional.of(user);
        } catch (IllegalStateException ended) {
            // by another request of the same browser meanwhile
            return Optional.empty();
        }
    }

    /** The web apps' own form knows nothing of this: a session is first seen right after. */
    private boolean isOfSameCredentials(HttpSession session, String user) {
        Optional<StaffCredentials> now = staff.credentials(user);
        if (now.isEmpty()) {
            return false;
        }
        Object before = session.getAttribute(CREDENTIALS);
        if (before == null) {
            session.setAttribute(CREDENTIALS, now.get());
            return true;
        }
        return before.equals(now.get());
    }

    /**
     * Keeps the session of who has just changed the own password; the others of that login end.
     *
     * @param request of the browser that changed it
     */
    public void keep(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        if (session != null) {
            session.removeAttribute(CREDENTIALS);
            of(request);
        }
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
        return of(request).isPresent();
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
