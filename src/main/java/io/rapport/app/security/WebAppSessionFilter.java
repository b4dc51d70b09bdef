package io.rapport.app.security;

import io.rapport.desk.StaffDirectory;
import io.rapport.desk.WebAppLogin;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Knows who has logged in to the engine's web apps, so that a page beside them asks for no second login. Groups are asked
 * anew: the session may remember some that the user has left. A login that the request itself brings goes before it.
 *
 * <p>A form that was opened in another one's session is not done: who is logged in now is asked first.
 */
final class WebAppSessionFilter extends OncePerRequestFilter {

    private final WebAppLogin login;
    private final StaffDirectory staff;

    WebAppSessionFilter(WebAppLogin login, StaffDirectory staff) {
        this.login = login;
        this.staff = staff;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<String> user =
                request.getHeader(HttpHeaders.AUTHORIZATION) == null ? login.of(request) : Optional.empty();
        if (user.isPresent()) {
            SecurityContext context = SecurityContextHolder.createEmptyContext();
            context.setAuthentication(StaffAuthenticationProvider.loggedIn(user.get(), staff));
            SecurityContextHolder.setContext(context);
            request.setAttribute(SessionLogin.ATTRIBUTE, new SessionLogin(user.get()));
            if (FormToken.isOfAnother(request, user.get())) {
                Optional<KeptForm> form = KeptForm.sentTo(request);
                if (form.isEmpty()) {
                    response.sendError(HttpServletResponse.SC_FORBIDDEN);
                    return;
                }
                request.setAttribute(KeptForm.ATTRIBUTE, form.get());
                request.getRequestDispatcher(LoginController.LOGIN).forward(request, response);
                return;
            }
        }
        chain.doFilter(request, response);
    }
}
