package io.rapport.app.security;

import io.rapport.desk.StaffDirectory;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;

/** Logs people in against the engine's identity service; their groups become the authorities {@code GROUP_<id>}. */
final class StaffAuthenticationProvider implements AuthenticationProvider {

    private final StaffDirectory staff;

    StaffAuthenticationProvider(StaffDirectory staff) {
        this.staff = staff;
    }

    /** The authority of a group's members. */
    static String member(String group) {
        return "GROUP_" + group;
    }

    @Override
    public Authentication authenticate(Authentication login) {
        String user = login.getName();
        Object password = login.getCredentials();
        if (password == null || !staff.authenticate(user, password.toString())) {
            throw new BadCredentialsException("unknown user or wrong password");
        }
        String[] authorities = staff.groups(user).stream()
                .map(StaffAuthenticationProvider::member)
                .toArray(String[]::new);
        return UsernamePasswordAuthenticationToken.authenticated(
                user, null, AuthorityUtils.createAuthorityList(authorities));
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(authentication);
    }
}
