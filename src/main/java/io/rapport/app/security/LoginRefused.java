package io.rapport.app.security;

import java.time.Duration;
import org.springframework.security.core.AuthenticationException;

/** That a login was refused without a check of its password, and for how long. */
final class LoginRefused extends AuthenticationException {

    private static final long serialVersionUID = 1L;

    private final Duration wait;

    LoginRefused(Duration wait) {
        super("too many wrong passwords for this login from this address");
        this.wait = wait;
    }

    Duration waitFor() {
        return wait;
    }
}
