package io.rapport.mail;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of delivery by mail. One mail server stands in {@code spring.mail.*}; {@code starttls}, {@code rate} and {@code
 * connections} are about that one. Several stand in {@code hosts}.
 *
 * @param starttls by default {@code required}, unless the server is on this machine: then {@code off}
 * @param rate mails a second from this node, at most; 0 for no limit. By default 100, unless the server is on this machine
 * @param connections to the server from this node, at most; 0 for one a worker
 * @param hosts several servers, instead of {@code spring.mail.host}
 * @param bounceAddress the mailbox that takes the bounces, such as {@code bounces@shop.example}; its server must deliver
 *     {@code bounces+anything@shop.example} to it. Null: bounces go to the brand's sender address
 * @param feedbackSender the sender's part of {@code Feedback-ID}, 5 to 15 letters, digits or hyphens; by default from the
 *     brand's domain
 * @param resend what is done with messages that nobody knows the end of and that shall then be sent again
 * @param dkim how mails are signed; null for unsigned ones
 */
@ConfigurationProperties("rapport.messaging")
public record DeliveryProperties(
        StartTls starttls,
        Double rate,
        @DefaultValue("0") int connections,
        @DefaultValue List<Host> hosts,
        String bounceAddress,
        String feedbackSender,
        @DefaultValue Resend resend,
        Dkim dkim) {

    private static final double USUAL_RATE = 100;

    /** @throws IllegalArgumentException if a number makes no sense */
    public DeliveryProperties {
        check("rapport.messaging", rate, connections);
        for (int i = 0; i < hosts.size(); i++) {
            hosts.get(i).check("rapport.messaging.hosts[" + i + "]");
        }
    }

    /**
     * One of several mail servers.
     *
     * @param host its name, which its certificate must have
     * @param port by default 25, or 465 for {@code smtps}; most providers want 587
     * @param protocol {@code smtp}, or {@code smtps} for TLS from the first byte
     * @param starttls for {@code smtp}; by default {@code required}, unless the server is on this machine
     * @param username for AUTH; null for none
     * @param password for AUTH; null for none
     * @param weight its share of the mails, compared with the others
     * @param rate mails a second from this node, at most; 0 for no limit. By default 100, unless it is on this machine
     * @param connections from this node, at most; 0 for one a worker
     * @param sslBundle name of a {@code spring.ssl.bundle} whose trust store holds the certificates to believe; null for
     *     Java's own
     */
    public record Host(
            String host,
            @DefaultValue("-1") int port,
            @DefaultValue("smtp") String protocol,
            StartTls starttls,
            String username,
            String password,
            @DefaultValue("1") int weight,
            Double rate,
            @DefaultValue("0") int connections,
            String sslBundle) {

        private void check(String name) {
            if (host == null || host.isBlank()) {
                throw new IllegalArgumentException(name + ".host must name a mail server");
            }
            if (!protocol.equals("smtp") && !protocol.equals("smtps")) {
                throw new IllegalArgumentException(name + ".protocol must be smtp or smtps, not " + protocol);
            }
            if (weight < 1 || weight > 1000) {
                throw new IllegalArgumentException(name + ".weight must be 1 to 1000");
            }
            DeliveryProperties.check(name, rate, connections);
        }

        /** Without the password. */
        @Override
        public String toString() {
            return protocol + "://" + host + ':' + port;
        }
    }

    /**
     * When a message is sent again whose {@code message.yaml} says {@code unknown: resend}.
     *
     * @param after how long the truth is waited for, in business time
     * @param most times at most; then it waits for a person
     */
    public record Resend(@DefaultValue("30m") Duration after, @DefaultValue("2") int most) {}

    /**
     * By which key mails are signed, so that receivers can tell them from forged ones (RFC 6376).
     *
     * @param domain whose mail it is; the brand's sender must be of it
     * @param selector under which the public key stands in the DNS: {@code <selector>._domainkey.<domain>}
     * @param privateKey an RSA key of 2048 bits or more in PEM (PKCS #8): itself, or a Spring resource location of a file
     */
    public record Dkim(String domain, String selector, String privateKey) {

        /** Without the key. */
        @Override
        public String toString() {
            return selector + "._domainkey." + domain;
        }
    }

    private static void check(String name, Double rate, int connections) {
        if (rate != null && !(rate >= 0 && rate <= 100_000)) {
            throw new IllegalArgumentException(name + ".rate must be mails a second, 0 to 100000");
        }
        if (connections < 0) {
            throw new IllegalArgumentException(name + ".connections must not be negative");
        }
    }

    /** @return mails a second to this host */
    static double rate(Double wanted, String host) {
        if (wanted != null) {
            return wanted;
        }
        return StartTls.isThisMachine(host) ? 0 : USUAL_RATE;
    }
}
