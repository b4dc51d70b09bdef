package io.rapport.app.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Lets systems in that show their API key, and nobody else, or nobody else yet. */
final class ApiKeyFilter extends OncePerRequestFilter {

    /** What each accepted key may do, beside what its scopes allow. */
    static final String AUTHORITY = "API";

    private final ApiKeyCheck check;
    private final boolean loginToo;

    /** @param loginToo whether a request without a key passes, to be asked for a login further on */
    ApiKeyFilter(ApiKeyCheck check, boolean loginToo) {
        this.check = check;
        this.loginToo = loginToo;
    }

    private static List<GrantedAuthority> authorities(KeyOwner owner) {
        return AuthorityUtils.createAuthorityList(
                Stream.concat(Stream.of(AUTHORITY), owner.scopes().stream().map(KeyScope::authority))
                        .toArray(String[]::new));
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (loginToo && ApiKeyCheck.key(request).isEmpty()) {
            chain.doFilter(request, response);
            return;
        }
        Optional<KeyOwner> owner = check.ownerOrRefuse(request, response);
        if (owner.isEmpty()) {
            return;
        }
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(UsernamePasswordAuthenticationToken.authenticated(
                owner.get().system(), null, authorities(owner.get())));
        SecurityContextHolder.setContext(context);
        try {
            chain.doFilter(request, response);
        } finally {
            SecurityContextHolder.clearContext();
        }
    }
}
