package io.rapport.contactpolicy;

import io.rapport.address.Addresses;
import io.rapport.link.LinkSecrets;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The key that addresses are hashed under, by HMAC-SHA256: an entry may outlive the erasure of whose address it was.
 *
 * <p>The first start of all chooses it, from one of the application's secrets; from then on the database knows it by a
 * fingerprint, and no change of the link secret changes it. Were it another one, nobody who is suppressed would be found
 * again, without a word: so a start whose secrets do not make it is refused.
 */
@Component
public final class SuppressionKey {

    /** The salt of HKDF-Extract (RFC 5869, 2.2): keeps this key apart from others that are made of the same secret. */
    private static final byte[] SALT = "rapport suppression 1".getBytes(StandardCharsets.US_ASCII);

    /** No channel has this name, so that no address has this hash. */
    private static final byte[] FINGERPRINT = "rapport suppression key".getBytes(StandardCharsets.US_ASCII);

    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    /**
     * Finds the key of this database among those that the secrets make.
     *
     * @param links tried as well; where no key is chosen yet, the oldest of them makes it, since entries from before this
     *     choice were made under it
     * @param own of a key that no link secret makes any more; tried and chosen first, empty if it is not set
     * @throws IllegalStateException if none of them makes it; says which setting is the fix
     */
    SuppressionKey(JdbcClient jdbc, LinkSecrets links, @Value("${rapport.messaging.suppression-secret:}") String own) {
        List<SecretKeySpec> known = new ArrayList<>();
        if (!own.isBlank()) {
            known.add(key(own));
        }
        links.all().stream().map(SuppressionKey::key).forEach(known::add);
        SecretKeySpec first = own.isBlank() ? known.get(known.size() - 1) : known.get(0);
        // checked first, so that a usual start writes nothing; where two nodes start at once, one of them chooses
        byte[] chosen = chosen(jdbc).orElseGet(() -> choose(jdbc, first));
        this.key = known.stream()
                .filter(each -> MessageDigest.isEqual(hmac(each, FINGERPRINT), chosen))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException(
                                "the suppressed addresses were hashed with a secret that is"
                                        + " not among the settings, so that none would be found: add that earlier link secret to"
                                        + " rapport.link-secrets-before, or set rapport.messaging.suppression-secret to it. If it is"
                                        + " lost for good, so are the entries: delete the row of rapport.suppression_key then"));
    }

    private static SecretKeySpec key(String secret) {
        byte[] extracted = hmac(new SecretKeySpec(SALT, ALGORITHM), secret.getBytes(StandardCharsets.UTF_8));
        return new SecretKeySpec(extracted, ALGORITHM);
    }

    private static Optional<byte[]> chosen(JdbcClient jdbc) {
        return jdbc.sql("select fingerprint from rapport.suppression_key")
                .query((rs, n) -> rs.getBytes(1))
                .optional();
    }

    private static byte[] choose(JdbcClient jdbc, SecretKeySpec key) {
        jdbc.sql("insert into rapport.suppression_key (fingerprint) values (:fingerprint) on conflict do nothing")
                .param("fingerprint", hmac(key, FINGERPRINT))
                .update();
        return chosen(jdbc).orElseThrow();
    }

    /**
     * @param channel such as {@code email}
     * @param address in any spelling
     * @return 32 bytes that nobody without the key can make, the same for each spelling of one address
     */
    public byte[] hash(String channel, String address) {
        return hmac(key, (channel + '\0' + Addresses.normal(channel, address)).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * @param channel such as {@code email}
     * @param address in any spelling
     * @return the same in hexadecimal digits
     */
    public String hashText(String channel, String address) {
        return HexFormat.of().formatHex(hash(channel, address));
    }

    private static byte[] hmac(SecretKeySpec key, byte[] text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
