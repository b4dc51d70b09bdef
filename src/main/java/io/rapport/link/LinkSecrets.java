package io.rapport.link;

import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The secrets that links, and all else that customers send back to us, are signed with. There are several while one is
 * changed for another: links live up to 400 days, and an old mail must still let people go.
 *
 * @param linkSecret signs what is made from now on
 * @param linkSecretsBefore earlier ones, the youngest first: what they signed is still believed, nothing new is signed
 *     with them
 */
@ConfigurationProperties("rapport")
public record LinkSecrets(String linkSecret, List<String> linkSecretsBefore) {

    private static final int SHORTEST = 32;

    /** @throws IllegalArgumentException if one of them is too short; the message names the setting, not the secret */
    public LinkSecrets {
        check("rapport.link-secret", linkSecret);
        linkSecretsBefore = linkSecretsBefore == null ? List.of() : List.copyOf(linkSecretsBefore);
        for (String before : linkSecretsBefore) {
            check("each of rapport.link-secrets-before", before);
        }
    }

    /** @return all that are believed, the one that signs first, the oldest last */
    public List<String> all() {
        List<String> all = new ArrayList<>(List.of(linkSecret));
        all.addAll(linkSecretsBefore);
        return all;
    }

    /** Says how many there are, and no more: this may end up in a log. */
    @Override
    public String toString() {
        return "LinkSecrets[1 and " + linkSecretsBefore.size() + " before]";
    }

    private static void check(String name, String secret) {
        if (secret == null || secret.strip().length() < SHORTEST) {
            throw new IllegalArgumentException(name + " must have at least " + SHORTEST
                    + " characters, the same on all nodes; make one with: openssl rand -hex 32");
        }
    }
}
