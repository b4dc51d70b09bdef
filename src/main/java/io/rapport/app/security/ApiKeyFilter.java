package io.rapport.app.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Lets systems in that show their API key, and nobody else, or nobody else yet. */
final class ApiKeyFilter extends OncePerRequestFilter {

    /** What an accepted key may do. */
    static final String AUTHORITY = "API";

    private final ApiKeyCheck check;
    private final boolean loginToo;

    /** @param loginToo whether a request without a key passes, to be asked for a login further on */
    ApiKeyFilter(ApiKeyCheck check, boolean loginToo) {
        this.check = check;
        this.loginToo = loginToo;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (loginToo && ApiKeyCheck.key(request).isEmpty()) {
            chain.doFilter(request, response);
            return;
        }
        Optional<String> owner = check.ownerOrRefuse(request, response);
        if (owner.isEmpty()) {
            return;
        }
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(UsernamePasswordAuthenticationToken.authenticated(
                owner.get(), null, AuthorityUtils.createAuthorityList(AUTHORITY)));
        SecurityContextHolder.setContext(context);
        try {
            chain.doFilter(request, response);
        } finally {
            SecurityContextHolder.clearContext();
        }
    }
}
