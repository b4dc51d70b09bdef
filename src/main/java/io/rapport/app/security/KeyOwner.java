package io.rapport.app.security;

import java.util.Set;

/**
 * The system whose key a request shows.
 *
 * @param system its name
 * @param scopes what its key may do
 */
record KeyOwner(String system, Set<KeyScope> scopes) {

    boolean has(KeyScope scope) {
        return scopes.contains(scope);
    }
}
