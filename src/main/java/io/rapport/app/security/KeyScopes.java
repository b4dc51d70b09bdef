package io.rapport.app.security;

import io.rapport.app.embedded.StartRefused;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which scopes the systems' keys have, as {@code rapport.api-scopes.<system>} says. */
final class KeyScopes {

    private static final String PROPERTY = "rapport.api-scopes.";

    private final Map<String, Set<KeyScope>> scopes = new TreeMap<>();

    /**
     * @param configured name of the system to the scopes of its key
     * @param systems the names of those that have a key
     * @throws StartRefused if a scope is none, a list is empty, or a system has no key
     */
    KeyScopes(Map<String, List<String>> configured, Set<String> systems) {
        configured.forEach((system, written) -> {
            if (!systems.contains(system)) {
                throw new StartRefused(
                        PROPERTY + system + " gives scopes to a system that has no key.",
                        "Configure its key by rapport.api-keys." + system
                                + ", or write the name of one that has a key: "
                                + (systems.isEmpty() ? "none has" : String.join(", ", new TreeSet<>(systems))) + ".");
            }
            Set<KeyScope> its = new TreeSet<>();
            for (String scope : written) {
                its.add(KeyScope.find(scope)
                        .orElseThrow(() -> new StartRefused(
                                PROPERTY + system + " names a scope that there is not: '" + scope.strip() + "'.",
                                "Write a list, separated by commas, of: " + KeyScope.all() + ".")));
            }
            if (its.isEmpty()) {
                throw new StartRefused(
                        PROPERTY + system + " is empty, so that the key could do nothing.",
                        "Write a list, separated by commas, of: " + KeyScope.all()
                                + "; or leave the setting out, and the key has the scope events alone.");
            }
            scopes.put(system, its);
        });
    }

    /**
     * @param system one that has a key
     * @return what its key may do; at least one
     */
    Set<KeyScope> of(String system) {
        return scopes.getOrDefault(system, Set.of(KeyScope.EVENTS));
    }
}
