package io.rapport.link;

import io.rapport.address.Addresses;
import io.rapport.calendar.BusinessClock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Public links: who holds one may do one thing for one customer until it expires, without an account. The token in the
 * address carries ids only, never anything personal, and is signed with HMAC-SHA256.
 */
public final class Links {

    private static final int VERSION = 1;
    private static final String ALGORITHM = "HmacSHA256";

    /** Half of the hash is the least that RFC 2104 advises, and plenty: a guess is checked online only. */
    private static final int SIGNATURE_BYTES = 16;

    private static final int LONGEST_TOKEN = 4000;

    /** What a link is for; the order of the constants is part of the tokens. */
    public enum Purpose {
        /** The customer confirms the e-mail address. */
        CONFIRM(Duration.ofDays(14)),
        /** The customer completes the profile. */
        PROFILE(Duration.ofDays(30)),
        /** The customer answers a survey. */
        SURVEY(Duration.ofDays(30)),
        /** The customer accepts our answer to a complaint or does not; as long as a "no" opens it once more. */
        COMPLAINT_ANSWER(Duration.ofDays(120)),
        /** The customer opts out of a topic. Long: old mails must still let people go. */
        UNSUBSCRIBE(Duration.ofDays(400)),
        /** The customer chooses what to get, how often and when. Long, as the opt-out is. */
        PREFERENCES(Duration.ofDays(400)),
        /** The customer takes back what was just chosen. */
        UNDO(Duration.ofDays(1)),
        /** The customer says that a request about their data is theirs. */
        DATA_REQUEST(Duration.ofDays(5)),
        /** The customer takes away what we hold of them. */
        DATA_EXPORT(Duration.ofDays(14)),
        /** The customer reads what became of their points. */
        STATEMENT(Duration.ofDays(30)),
        /** The customer calls off the erasure of their data before it happens. */
        ERASURE_WITHDRAWAL(Duration.ofDays(5)),
        /** The customer takes part in a round of the panel; after its end the page says that it is over. */
        PANEL(Duration.ofDays(90));

        private final Duration lifetime;

        Purpose(Duration lifetime) {
            this.lifetime = lifetime;
        }

        /** @return how long such a link works after its message was sent */
        public Duration lifetime() {
            return lifetime;
        }
    }

    /**
     * What a token says.
     *
     * @param purpose what its holder may do
     * @param messageId the row of the outbox whose mail carried it
     * @param customerId for whom
     * @param about id of the survey or complaint, the topic, what was before a change that may be undone, or the seal of the
     *     address to confirm; empty for the customer alone
     * @param kind the kind of survey, the number of the offer that an answer is to, which change may be undone, or the channel, as the consent ledger names it, that an
     *     opt-out is about (empty for e-mail); empty otherwise
     * @param expiresAt when it stops working, whole seconds
     */
    public record Link(
            Purpose purpose, UUID messageId, String customerId, String about, String kind, Instant expiresAt) {}

    /** The first signs; the others are believed. */
    private final List<SecretKeySpec> keys;

    private final URI base;
    private final BusinessClock clock;

    /**
     * @param secrets the same on all nodes; anyone who has one can act for every customer
     * @param base public address of this application, such as {@code https://hello.example.com}
     * @param clock for the expiry
     */
    public Links(LinkSecrets secrets, URI base, BusinessClock clock) {
        this.keys = secrets.all().stream()
                .map(secret -> new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM))
                .toList();
        this.base = URI.create(base.toString().replaceAll("/+$", "") + "/p/");
        this.clock = clock;
    }

    /**
     * Makes a link that works from now on for the lifetime of its purpose.
     *
     * @param about see {@link Link#about}; null for the customer alone
     * @param kind see {@link Link#kind}; null otherwise
     * @return its address
     */
    public URI link(Purpose purpose, UUID messageId, String customerId, String about, String kind) {
        Instant expiry =
                Instant.ofEpochSecond(clock.instant().plus(purpose.lifetime()).getEpochSecond());
        return base.resolve(token(new Link(
                purpose, messageId, customerId, about == null ? "" : about, kind == null ? "" : kind, expiry)));
    }

    /**
     * Makes a link that proves who has the address that it is sent to, and no other: of another address it proves nothing.
     *
     * @param purpose one that {@link #isBound}
     * @param email the address; {@code null} if there is none, and then the link works for nobody
     * @return its address, in which the e-mail address stands as a hash that only we can make
     */
    public URI bound(Purpose purpose, UUID messageId, String customerId, String email) {
        return link(purpose, messageId, customerId, email == null ? null : seal(recipient(customerId, email)), null);
    }

    /**
     * @param purpose any
     * @return whether such a link is for one address alone
     */
    public static boolean isBound(Purpose purpose) {
        return switch (purpose) {
            case CONFIRM, DATA_REQUEST, DATA_EXPORT, ERASURE_WITHDRAWAL -> true;
            default -> false;
        };
    }

    /**
     * @param link one that {@link #isBound}
     * @param email the customer's address of now; may be {@code null}
     * @return whether the link was sent to this address, in any spelling
     */
    public boolean confirms(Link link, String email) {
        return email != null && isSealed(recipient(link.customerId(), email), link.about());
    }

    private static String recipient(String customerId, String email) {
        return "recipient:" + customerId + ":" + Addresses.normal("email", email);
    }

    /**
     * Makes a link for something else out of one that somebody holds.
     *
     * @param held a link that was read here
     * @param about see {@link Link#about}
     * @param kind see {@link Link#kind}
     * @return the token of a link that works as long as its purpose allows, but not longer than the held one
     */
    public String token(Link held, Purpose purpose, String about, String kind) {
        Instant own =
                Instant.ofEpochSecond(clock.instant().plus(purpose.lifetime()).getEpochSecond());
        Instant expiry = own.isBefore(held.expiresAt()) ? own : held.expiresAt();
        return token(new Link(purpose, held.messageId(), held.customerId(), about, kind, expiry));
    }

    /**
     * Seals a text that goes out in a form, so that it can be known again as ours.
     *
     * @param text anything
     * @return letters and digits that only we can make, the same for the same text until the secret is changed
     */
    public String seal(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sign(keys.get(0), sealed(text)));
    }

    /**
     * Knows a text again.
     *
     * @param text what should have been sealed
     * @param seal what came back with it; anything
     * @return whether this text was sealed so here, also under an earlier secret
     */
    public boolean isSealed(String text, String seal) {
        return decode(seal).filter(signature -> isOurs(sealed(text), signature)).isPresent();
    }

    /** No token begins so: their first byte is the version. */
    private static byte[] sealed(String text) {
        return ("seal:" + text).getBytes(StandardCharsets.UTF_8);
    }

    String token(Link link) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(96);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeByte(link.purpose().ordinal());
            out.writeLong(link.messageId().getMostSignificantBits());
            out.writeLong(link.messageId().getLeastSignificantBits());
            out.writeInt((int) link.expiresAt().getEpochSecond());
            out.writeUTF(link.customerId());
            out.writeUTF(link.about());
            out.writeUTF(link.kind());
        } catch (IOException e) {
            throw new UncheckedIOException("an id is too long for a link", e);
        }
        byte[] payload = bytes.toByteArray();
        byte[] signed = Arrays.copyOf(payload, payload.length + SIGNATURE_BYTES);
        System.arraycopy(sign(keys.get(0), payload), 0, signed, payload.length, SIGNATURE_BYTES);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(signed);
    }

    /**
     * Reads a token back.
     *
     * @param token the last part of a link's address
     * @return what it says, also when it has expired; empty if it was not signed here, now or under an earlier secret
     */
    public Optional<Link> read(String token) {
        return decode(token).filter(signed -> signed.length > SIGNATURE_BYTES).flatMap(signed -> {
            byte[] payload = Arrays.copyOf(signed, signed.length - SIGNATURE_BYTES);
            byte[] signature = Arrays.copyOfRange(signed, payload.length, signed.length);
            return isOurs(payload, signature) ? parse(payload) : Optional.empty();
        });
    }

    private static Optional<byte[]> decode(String text) {
        if (text == null || text.length() > LONGEST_TOKEN) {
            return Optional.empty();
        }
        try {
            return Optional.of(Base64.getUrlDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private boolean isOurs(byte[] payload, byte[] signature) {
        // each in constant time, so that a guess does not learn how much of it is right
        return keys.stream().anyMatch(key -> MessageDigest.isEqual(sign(key, payload), signature));
    }

    /** @return whether the link's time is over */
    public boolean isExpired(Link link) {
        return !clock.instant().isBefore(link.expiresAt());
    }

    private static Optional<Link> parse(byte[] payload) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(payload))) {
            int version = in.readUnsignedByte();
            int purpose = in.readUnsignedByte();
            if (version != VERSION || purpose >= Purpose.values().length) {
                return Optional.empty();
            }
            UUID messageId = new UUID(in.readLong(), in.readLong());
            Instant expiresAt = Instant.ofEpochSecond(Integer.toUnsignedLong(in.readInt()));
            return Optional.of(new Link(
                    Purpose.values()[purpose], messageId, in.readUTF(), in.readUTF(), in.readUTF(), expiresAt));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static byte[] sign(SecretKeySpec key, byte[] payload) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return Arrays.copyOf(mac.doFinal(payload), SIGNATURE_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
