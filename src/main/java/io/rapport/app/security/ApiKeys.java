package io.rapport.app.security;

import io.rapport.app.embedded.StartRefused;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The keys by which systems are known. Only their SHA-256 is held; keys are long and random, so that this is enough. */
final class ApiKeys {

    private static final Pattern SHA_256 = Pattern.compile("[0-9a-fA-F]{64}");

    private final Map<String, byte[]> hashes = new LinkedHashMap<>();

    /**
     * @param property what comes before the name in the settings
     * @param configured name of the system to the SHA-256 of its key in hexadecimal
     * @param plainAllowed whether a value may also be the key itself, as in the demo
     * @throws StartRefused if a value is no SHA-256 and must be one
     */
    ApiKeys(String property, Map<String, String> configured, boolean plainAllowed) {
        configured.forEach((name, value) -> {
            if (SHA_256.matcher(value).matches()) {
                hashes.put(name, HexFormat.of().parseHex(value.toLowerCase(java.util.Locale.ROOT)));
            } else if (plainAllowed) {
                hashes.put(name, sha256(value));
            } else {
                throw new StartRefused(
                        property + name + " is not a SHA-256 in hexadecimal (64 digits).",
                        "Configure the SHA-256 of the key, never the key:  printf %s \"$KEY\" | sha256sum");
            }
        });
    }

    /**
     * Finds whose key it is, in the same time whether or not there is one.
     *
     * @param key as it was sent
     * @return the system's name, empty for an unknown key
     */
    Optional<String> owner(String key) {
        byte[] presented = sha256(key);
        String owner = null;
        for (Map.Entry<String, byte[]> known : hashes.entrySet()) {
            if (MessageDigest.isEqual(known.getValue(), presented)) {
                owner = known.getKey();
            }
        }
        return Optional.ofNullable(owner);
    }

    boolean isEmpty() {
        return hashes.isEmpty();
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
