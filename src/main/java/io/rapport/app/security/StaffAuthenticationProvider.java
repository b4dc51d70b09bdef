package io.rapport.app.security;

import io.rapport.desk.StaffDirectory;
import io.rapport.desk.TooManyWrongPasswords;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

/** Logs people in against the engine's identity service; their groups become the authorities {@code GROUP_<id>}. */
final class StaffAuthenticationProvider implements AuthenticationProvider {

    private static final String MEMBER = "GROUP_";

    private final StaffDirectory staff;

    StaffAuthenticationProvider(StaffDirectory staff) {
        this.staff = staff;
    }

    /** The authority of a group's members. */
    static String member(String group) {
        return MEMBER + group;
    }

    /** The groups of who has logged in. */
    static Set<String> groups(Authentication who) {
        return who.getAuthorities().stream()
                .map(GrantedAuthority::getAuthority)
                .filter(authority -> authority.startsWith(MEMBER))
                .map(authority -> authority.substring(MEMBER.length()))
                .collect(Collectors.toSet());
    }

    /** Who has logged in, by whatever way, with the groups that they are in now. */
    static Authentication loggedIn(String user, StaffDirectory staff) {
        String[] authorities = staff.groups(user).stream()
                .map(StaffAuthenticationProvider::member)
                .toArray(String[]::new);
        return UsernamePasswordAuthenticationToken.authenticated(
                user, null, AuthorityUtils.createAuthorityList(authorities));
    }

    @Override
    public Authentication authenticate(Authentication login) {
        String user = login.getName();
        Object password = login.getCredentials();
        String address =
                login.getDetails() instanceof WebAuthenticationDetails details ? details.getRemoteAddress() : null;
        try {
            if (password == null || !staff.authenticate(user, password.toString(), address)) {
                throw new BadCredentialsException("unknown user or wrong password");
            }
        } catch (TooManyWrongPasswords refused) {
            throw new LoginRefused(refused.waitFor());
        }
        return loggedIn(user, staff);
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(authentication);
    }
}
