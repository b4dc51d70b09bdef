package io.rapport.mail;

import java.time.Duration;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings for what comes back: when soft bounces are too many, and the mailbox that delivery and feedback reports come
 * to.
 *
 * @param softLimit so many messages must bounce softly, within {@code softWindow}, to suppress an address
 * @param softWindow the time in which they are counted
 * @param protocol imap, imaps, pop3 or pop3s; the plain ones insist on STARTTLS unless {@code plaintext} allows otherwise
 * @param host the mailbox's server; without it no mailbox is read
 * @param port 0 for the protocol's own
 * @param username login
 * @param password its password
 * @param plaintext whether password and mails may travel unencrypted; for a server on the same machine
 * @param folder where reports come in; of POP3 always INBOX
 * @param processedFolder where understood mails go (IMAP); empty to mark them as seen and leave them
 * @param unclearFolder where mails go that were not understood (IMAP); empty to mark them with a flag and leave them
 * @param poll pause between two polls
 * @param batch mails handled at a poll, at most
 * @param mostBytes so much of a mail is read; reports begin with what counts, and end with the mail that came back
 * @param timeout for a connection and for each reply
 */
@ConfigurationProperties("rapport.messaging.bounces")
public record BounceProperties(
        @DefaultValue("5") int softLimit,
        @DefaultValue("30d") Duration softWindow,
        @DefaultValue("imaps") String protocol,
        String host,
        @DefaultValue("0") int port,
        String username,
        String password,
        @DefaultValue("false") boolean plaintext,
        @DefaultValue("INBOX") String folder,
        @DefaultValue("Processed") String processedFolder,
        @DefaultValue("Unclear") String unclearFolder,
        @DefaultValue("1m") Duration poll,
        @DefaultValue("200") int batch,
        @DefaultValue("524288") int mostBytes,
        @DefaultValue("30s") Duration timeout) {

    private static final Set<String> PROTOCOLS = Set.of("imap", "imaps", "pop3", "pop3s");

    /** @throws IllegalArgumentException if a setting cannot be meant so */
    public BounceProperties {
        if (!PROTOCOLS.contains(protocol)) {
            throw new IllegalArgumentException("rapport.messaging.bounces.protocol must be one of imap, imaps, pop3,"
                    + " pop3s, not '" + protocol + "'");
        }
        if (softLimit < 1 || softWindow.isNegative() || softWindow.isZero()) {
            throw new IllegalArgumentException(
                    "rapport.messaging.bounces.soft-limit and .soft-window must be greater than nothing");
        }
        if (poll.isNegative() || poll.isZero()) {
            throw new IllegalArgumentException("rapport.messaging.bounces.poll must be greater than nothing");
        }
    }

    /** @return whether there is a mailbox to read */
    public boolean isOn() {
        return host != null && !host.isBlank();
    }

    /** @return whether the mailbox is read by POP3, which knows neither folders nor flags */
    public boolean isPop() {
        return protocol.startsWith("pop3");
    }
}
