package io.rapport.mail;

import jakarta.mail.Session;
import jakarta.mail.URLName;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import javax.net.ssl.SSLSocketFactory;

/**
 * How to reach the mail server, and how long to keep a connection.
 *
 * @param protocol {@code smtp}, or {@code smtps} for TLS from the first byte
 * @param host the server
 * @param port its port; -1 for the protocol's own
 * @param username for AUTH; null for none
 * @param password for AUTH; null for none
 * @param properties Jakarta Mail's own, made by {@link #of}
 * @param maxMessages mails after which a connection is renewed
 * @param maxAge age at which a connection is renewed
 * @param maxIdle silence after which a connection is closed
 */
public record SmtpSettings(
        String protocol,
        String host,
        int port,
        String username,
        String password,
        Properties properties,
        int maxMessages,
        Duration maxAge,
        Duration maxIdle) {

    private static final String TRUST = "ssl.socketFactory";

    /** By these an operator has Jakarta Mail make sockets in a way of its own. */
    private static final List<String> OTHER_SOCKETS = List.of(
            "socketFactory",
            "socketFactory.class",
            "ssl.socketFactory.class",
            "ssl.trust",
            "socks.host",
            "usesocketchannels");

    /**
     * @param properties Jakarta Mail's own properties ({@code mail.smtp.*}), which win over what is set here
     * @param timeouts what to wait for: Jakarta Mail by itself waits for ever
     * @param localName the name that EHLO gives
     * @return settings with their session
     */
    public static SmtpSettings of(
            String protocol,
            String host,
            int port,
            String username,
            String password,
            Properties properties,
            Timeouts timeouts,
            String localName,
            int maxMessages,
            Duration maxAge,
            Duration maxIdle) {
        Properties all = new Properties();
        String prefix = "mail." + protocol + ".";
        all.setProperty(prefix + "connectiontimeout", millis(timeouts.connect()));
        all.setProperty(prefix + "timeout", millis(timeouts.read()));
        all.setProperty(prefix + "writetimeout", millis(timeouts.write()));
        all.setProperty(prefix + "ssl.checkserveridentity", "true");
        all.setProperty(prefix + "localhost", localName);
        // the mail is accepted before QUIT: nobody waits for the answer to that
        all.setProperty(prefix + "quitwait", "false");
        // otherwise a refused connection is tried twice
        all.setProperty(prefix + "socketFactory.fallback", "false");
        all.putAll(properties);
        return new SmtpSettings(protocol, host, port, username, password, all, maxMessages, maxAge, maxIdle);
    }

    /** @return a connection that is still to be opened */
    WatchedTransport transport() {
        String prefix = "mail." + protocol + ".";
        Properties own = new Properties();
        own.putAll(properties);
        ConnectionSockets sockets = null;
        if (OTHER_SOCKETS.stream().noneMatch(name -> properties.containsKey(prefix + name))) {
            SSLSocketFactory trust = properties.get(prefix + TRUST) instanceof SSLSocketFactory factory
                    ? factory
                    : (SSLSocketFactory) SSLSocketFactory.getDefault();
            sockets = new ConnectionSockets(trust, Long.parseLong(String.valueOf(own.remove(prefix + "writetimeout"))));
            own.put(prefix + "socketFactory", sockets.plain());
            own.put(prefix + TRUST, sockets.tls());
        }
        return new WatchedTransport(
                Session.getInstance(own), new URLName(protocol, host, port, null, null, null), sockets);
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }

    /**
     * @param connect for the connection
     * @param read for each reply
     * @param write for each write
     */
    public record Timeouts(Duration connect, Duration read, Duration write) {}
}
