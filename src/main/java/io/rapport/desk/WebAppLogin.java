package io.rapport.desk;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.util.Optional;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.webapp.impl.security.auth.Authentication;
import org.camunda.bpm.webapp.impl.security.auth.AuthenticationUtil;
import org.camunda.bpm.webapp.impl.security.filter.util.CsrfConstants;
import org.springframework.stereotype.Component;

/** Knows who has logged in to the engine's web apps. */
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
