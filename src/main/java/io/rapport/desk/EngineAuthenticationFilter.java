package io.rapport.desk;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.camunda.bpm.engine.IdentityService;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Stands before {@code /engine-rest}: sets for the engine who asks, so that its authorizations apply. Without somebody whom
 * Spring Security authenticated nothing passes, since the engine checks nothing for a caller that it does not know.
 */
public final class EngineAuthenticationFilter extends OncePerRequestFilter {

    private final IdentityService identity;
    private final StaffDirectory staff;

    /**
     * @param identity where the engine keeps who asks
     * @param staff knows the caller's groups
     */
    public EngineAuthenticationFilter(IdentityService identity, StaffDirectory staff) {
        this.identity = identity;
        this.staff = staff;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Authentication caller = SecurityContextHolder.getContext().getAuthentication();
        if (caller == null || !caller.isAuthenticated() || caller instanceof AnonymousAuthenticationToken) {
            response.sendError(HttpServletResponse.SC_UNAUTHORIZED);
            return;
        }
        identity.setAuthentication(caller.getName(), List.copyOf(staff.groups(caller.getName())));
        try {
            chain.doFilter(request, response);
        } finally {
            identity.clearAuthentication();
        }
    }
}
