package io.rapport.channel;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A secret shared with the receiver of a webhook, after Standard Webhooks 1.0 (symmetric signatures). */
final class WebhookSecret {

    private static final String PREFIX = "whsec_";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int SHORTEST = 24;
    private static final int LONGEST = 64;

    private final SecretKeySpec key;

    /**
     * @param text Base64 of 24 to 64 random bytes, with or without the prefix {@code whsec_}
     * @throws IllegalArgumentException if it is none; the secret is not repeated
     */
    WebhookSecret(String text) {
        byte[] bytes;
        try {
            String encoded = text == null ? "" : text.strip();
            bytes = Base64.getDecoder()
                    .decode(encoded.startsWith(PREFIX) ? encoded.substring(PREFIX.length()) : encoded);
        } catch (IllegalArgumentException e) {
            bytes = new byte[0];
        }
        if (bytes.length < SHORTEST || bytes.length > LONGEST) {
            throw new IllegalArgumentException("a webhook's secret must be Base64 of " + SHORTEST + " to " + LONGEST
                    + " random bytes; make one with: echo whsec_$(openssl rand -base64 32)");
        }
        this.key = new SecretKeySpec(bytes, ALGORITHM);
    }

    /**
     * @param id of the message, the same for each attempt
     * @param timestamp of the attempt, whole seconds since 1970
     * @param body exactly the bytes that are sent
     * @return one signature as the header lists them: {@code v1,} and the Base64 of the HMAC
     */
    String sign(String id, long timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
