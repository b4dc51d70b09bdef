package io.rapport.mail;

import io.rapport.mail.DeliveryProperties.Dkim;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Locale;
import org.simplejavamail.utils.mail.dkim.Canonicalization;
import org.simplejavamail.utils.mail.dkim.DkimException;
import org.simplejavamail.utils.mail.dkim.DkimSigner;
import org.simplejavamail.utils.mail.dkim.SigningAlgorithm;
import org.springframework.core.io.DefaultResourceLoader;

/**
 * The key that mails are signed by: {@code rsa-sha256}, relaxed/relaxed. RSA alone, since many receivers cannot check
 * Ed25519 yet (RFC 8463 asks for both then).
 */
final class DkimKey {

    private static final String PREFIX = "rapport.messaging.dkim.";
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";

    /** RFC 8301. */
    private static final int FEWEST_BITS = 2048;

    private final Dkim settings;
    private final RSAPrivateKey key;

    private DkimKey(Dkim settings, RSAPrivateKey key) {
        this.settings = settings;
        this.key = key;
    }

    /**
     * Reads the key.
     *
     * @param settings where it stands
     * @param senderDomain the domain in {@code From}
     * @throws IllegalArgumentException if it cannot sign for that domain; the message names the setting and the fix
     */
    static DkimKey of(Dkim settings, String senderDomain) {
        String domain = settings.domain() == null ? "" : settings.domain().toLowerCase(Locale.ROOT);
        String sender = senderDomain.toLowerCase(Locale.ROOT);
        if (!domain.matches("[a-z0-9-]+(\\.[a-z0-9-]+)+")) {
            throw refused("domain", "must be a domain, such as shop.example");
        }
        if (!sender.equals(domain) && !sender.endsWith('.' + domain)) {
            throw refused(
                    "domain",
                    "(" + domain + ") must be the domain of the brand's senderAddress (" + sender
                            + ") or one above it: receivers compare the two");
        }
        if (settings.selector() == null || !settings.selector().matches("[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*")) {
            throw refused("selector", "must be the name that the public key stands under in the DNS, such as s1");
        }
        DkimKey dkim = new DkimKey(settings, read(settings.privateKey()));
        dkim.signer();
        return dkim;
    }

    private static RSAPrivateKey read(String place) {
        if (place == null || place.isBlank()) {
            throw refused("private-key", "is missing: a key in PEM (PKCS #8), or file: and the path of one");
        }
        String pem = place.strip();
        if (!pem.startsWith("-----")) {
            try {
                pem = new DefaultResourceLoader()
                        .getResource(pem)
                        .getContentAsString(StandardCharsets.US_ASCII)
                        .strip();
            } catch (IOException e) {
                throw refused("private-key", "cannot be read: " + e.getMessage());
            }
        }
        if (!pem.startsWith(BEGIN) || !pem.endsWith(END)) {
            throw refused(
                    "private-key",
                    "must be an unencrypted key in PEM, from '" + BEGIN + "' to '" + END
                            + "'; others are turned into it by: openssl pkcs8 -topk8 -nocrypt -in <key>");
        }
        RSAPrivateKey key = rsa(pem.substring(BEGIN.length(), pem.length() - END.length()));
        if (key.getModulus().bitLength() < FEWEST_BITS) {
            throw refused(
                    "private-key",
                    "has " + key.getModulus().bitLength() + " bits; receivers want " + FEWEST_BITS + " or more");
        }
        return key;
    }

    private static RSAPrivateKey rsa(String base64) {
        try {
            byte[] der = Base64.getMimeDecoder().decode(base64);
            return (RSAPrivateKey) KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // the cause may show parts of the key
            throw refused(
                    "private-key",
                    "is not an RSA key in PKCS #8; make one with: openssl genpkey -algorithm RSA"
                            + " -pkeyopt rsa_keygen_bits:2048");
        }
    }

    private static IllegalArgumentException refused(String setting, String why) {
        return new IllegalArgumentException(PREFIX + setting + ' ' + why);
    }

    /** @return what signs; for one thread */
    DkimSigner signer() {
        try {
            DkimSigner signer = new DkimSigner(settings.domain(), settings.selector(), key);
            signer.setSigningAlgorithm(SigningAlgorithm.SHA256_WITH_RSA);
            signer.setHeaderCanonicalization(Canonicalization.RELAXED);
            signer.setBodyCanonicalization(Canonicalization.RELAXED);
            signer.setLengthParam(false);
            // whether the DNS shows the public key is the operator's to watch, not each mail's to ask
            signer.setCheckDomainKey(false);
            signer.addHeaderToSign("List-Unsubscribe-Post");
            signer.addHeaderToSign("Feedback-ID");
            return signer;
        } catch (DkimException e) {
            throw new IllegalArgumentException(PREFIX + "* cannot sign: " + e.getMessage(), e);
        }
    }
}
