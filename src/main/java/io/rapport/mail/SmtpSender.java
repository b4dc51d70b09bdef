package io.rapport.mail;

import io.rapport.channel.Cause;
import io.rapport.channel.Refusal;
import io.rapport.channel.SendResult;
import io.rapport.channel.SendResult.Outcome;
import io.rapport.mail.SmtpHosts.Choice;
import io.rapport.mail.WatchedTransport.Step;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Sends mails over connections that it keeps open, one to each mail server, and says of each mail what is known. Belongs to
 * one thread.
 *
 * <p>What counts is how far the conversation came. Before the final dot nothing can have been accepted; after it the
 * server's reply decides, and without a reply nobody knows (RFC 1047). A fault after that reply changes nothing.
 */
public final class SmtpSender implements AutoCloseable {

    private static final int SERVICE_CLOSING = 421;
    private static final int LONGEST_REPLY = 300;
    private static final Pattern ADDRESS = Pattern.compile("<?[^\\s<>@:;,]+@[^\\s<>:;,]+>?");

    private static final Refusals REFUSALS = new Refusals(RefusalTable.shipped());

    private static final String NO_UTF8 =
            "the part of the address before the @ is not ASCII, and the mail server takes no"
                    + " such addresses (SMTPUTF8, RFC 6531): ask the customer for another address, or use a server that does";

    private final SmtpHosts hosts;
    private final DomainPauses domains;
    private final Map<SmtpHost, Connection> connections = new HashMap<>();

    /** Where the next mail goes; null until {@link #connect} found one. */
    private SmtpHost next;

    /**
     * @param hosts where to send to, shared with the other workers of this node
     * @param domains whom to leave alone, shared with them too
     */
    SmtpSender(SmtpHosts hosts, DomainPauses domains) {
        this.hosts = hosts;
        this.domains = domains;
    }

    /**
     * Finds a mail server for the next mail, by weight and by what each takes a second, and makes sure that there is a
     * connection to it: a new one when the kept one is worn out, to another server when one does not answer.
     *
     * @return zero if the next mail can be sent; otherwise how long until a server may take one
     * @throws NotConnected if no server can be reached or wants to talk; it is about the servers and their
     *     configuration, not about a mail, and so worth another attempt even where a server says 5xx
     */
    public Duration connect() throws NotConnected {
        Set<SmtpHost> tried = new HashSet<>();
        NotConnected fault = null;
        while (next == null) {
            Choice choice = hosts.choose(tried, connections::containsKey);
            if (choice.host() == null) {
                if (fault != null) {
                    throw fault;
                }
                if (choice.pause() == null) {
                    throw new NotConnected("the mail server refuses us: " + hosts.refusal(), null);
                }
                return choice.pause();
            }
            try {
                open(choice.host());
                next = choice.host();
            } catch (NotConnected e) {
                tried.add(choice.host());
                fault = e;
            }
        }
        return Duration.ZERO;
    }

    /**
     * Asks whether a domain is to be left alone for a while; uses nothing up.
     *
     * @param address the recipient's
     * @return the pause that mails to this address must make; empty if this one may go
     */
    public Optional<DomainPauses.Pause> pauseOf(String address) {
        return domains.of(address);
    }

    /**
     * Asks the same for a mail that is to be handed over next: it may be the one that tries whether the domain is ready
     * again.
     *
     * @param address the recipient's
     * @return the pause that it must make since another mail tries; empty if it may go
     */
    public Optional<DomainPauses.Pause> takeTurn(String address) {
        return domains.take(address);
    }

    /** @param address of a mail that took its turn and is not handed over after all */
    public void giveTurnBack(String address) {
        domains.giveBack(address);
    }

    /**
     * Hands one mail over.
     *
     * @param message complete, with one recipient
     * @return what is known of it afterwards; never an exception
     */
    public SendResult send(MimeMessage message) {
        try {
            for (Duration pause = connect(); !pause.isZero(); pause = connect()) {
                TimeUnit.NANOSECONDS.sleep(pause.toNanos());
            }
        } catch (NotConnected e) {
            return new SendResult(Outcome.RETRY, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new SendResult(Outcome.RETRY, "interrupted");
        }
        SmtpHost host = next;
        next = null;
        boolean kept = connections.get(host).messages > 0;
        SendResult result = attempt(host, message, kept);
        if (result == null) {
            // a server may hang up on a silent connection: then it did not even hear of this mail
            result = again(host, message);
        }
        host.count(result.outcome());
        return result;
    }

    private SendResult again(SmtpHost host, MimeMessage message) {
        if (!host.reserveConnection()) {
            return new SendResult(
                    Outcome.RETRY, "not handed over: the mail server hung up, and takes no more connections");
        }
        try {
            open(host);
        } catch (NotConnected e) {
            return new SendResult(Outcome.RETRY, e.getMessage());
        }
        return attempt(host, message, false);
    }

    /** @return null if the mail was not heard of, and so may be handed over again at once where the caller wants that */
    private SendResult attempt(SmtpHost host, MimeMessage message, boolean again) {
        Connection connection = connections.get(host);
        WatchedTransport transport = connection.transport;
        boolean plain = SmtpUtf8.isPlain(address(message));
        if (!plain && !transport.supportsExtension(SmtpUtf8.EXTENSION)) {
            return SendResult.refused(NO_UTF8, new Refusal(null, Cause.SENDER));
        }
        transport.begin(plain);
        Exception fault = null;
        try {
            transport.sendMessage(message, message.getAllRecipients());
        } catch (MessagingException | RuntimeException e) {
            fault = e;
        }
        connection.messages++;
        connection.usedAt = System.nanoTime();
        SendResult result = fault == null
                ? new SendResult(Outcome.SENT, clean(transport.reply()))
                : afterPile(host, message, transport, classify(transport, fault));
        boolean hungUp = transport.code() == WatchedTransport.NO_REPLY || transport.code() == SERVICE_CLOSING;
        if (fault != null && (hungUp || !transport.isReset())) {
            close(host);
        }
        if (again && hungUp && transport.step() == Step.MAIL) {
            return null;
        }
        if (hungUp) {
            host.circuit().failed();
        } else {
            host.circuit().succeeded();
        }
        if (result.outcome() == Outcome.SENT) {
            host.accepted();
            domains.accepted(address(message));
        } else if (transport.step().compareTo(Step.RCPT) >= 0) {
            // only what a server says once it knows whom the mail is for is about the recipient's domain
            tellDomains(address(message), transport, result);
        }
        return result;
    }

    private void tellDomains(String address, WatchedTransport transport, SendResult result) {
        int code = transport.code();
        if (code / 100 == 4) {
            domains.putOff(address, clean(transport.reply()));
        } else if (code / 100 == 5 && !isAboutUs(result)) {
            domains.answered(address);
        }
    }

    private static boolean isAboutUs(SendResult result) {
        return result.refusal() != null && result.refusal().cause() == Cause.SENDER;
    }

    /** Where refusals about us pile up, the next one is no verdict on its mail: that may go once we are taken again. */
    private SendResult afterPile(SmtpHost host, MimeMessage message, WatchedTransport transport, SendResult result) {
        if (!isAboutUs(result)) {
            return result;
        }
        boolean unseen = transport.step().compareTo(Step.RCPT) < 0;
        String reply = clean(transport.reply());
        boolean pile = host.refusedUs(unseen, reply);
        pile |= !unseen && domains.refusedUs(address(message), reply);
        return pile
                ? new SendResult(Outcome.RETRY, "refused because of us: " + result.why(), null, null, result.refusal())
                : result;
    }

    private static String address(MimeMessage message) {
        try {
            return ((InternetAddress) message.getAllRecipients()[0]).getAddress();
        } catch (MessagingException e) {
            throw new IllegalStateException("a mail that was written down has a recipient", e);
        }
    }

    private static SendResult classify(WatchedTransport conversation, Exception fault) {
        int code = conversation.code();
        String at = " at " + conversation.step();
        if (code >= 400 && code < 500) {
            return new SendResult(Outcome.RETRY, clean(conversation.reply()) + at);
        }
        if (code >= 500 && code < 600) {
            Refusal refusal = conversation.step().compareTo(Step.RCPT) < 0
                    ? REFUSALS.ofReplyToSender(conversation.reply())
                    : REFUSALS.ofReply(conversation.reply());
            return SendResult.refused(clean(conversation.reply()) + at, refusal);
        }
        if (conversation.step() != Step.DOT || !conversation.isWritten()) {
            return new SendResult(Outcome.RETRY, "not handed over: " + describe(fault) + at);
        }
        if (code >= 200 && code < 300) {
            return new SendResult(Outcome.SENT, clean(conversation.reply()));
        }
        return new SendResult(
                Outcome.UNKNOWN, "handed over, but the server's answer never came: " + describe(fault) + at);
    }

    /** Connects where there is no connection or a worn-out one. A connection must be reserved, and is released on failure. */
    private void open(SmtpHost host) throws NotConnected {
        Connection kept = connections.get(host);
        if (kept != null && !kept.isWornOut(host.settings())) {
            return;
        }
        if (kept != null) {
            connections.remove(host);
            kept.close();
        }
        SmtpSettings settings = host.settings();
        WatchedTransport fresh = settings.transport();
        String why;
        Exception cause;
        try {
            fresh.connect(settings.host(), settings.port(), settings.username(), settings.password());
            connections.put(host, new Connection(fresh));
            return;
        } catch (AuthenticationFailedException e) {
            why = "the mail server refused the login";
            cause = e;
        } catch (MessagingException | RuntimeException e) {
            why = "no connection to the mail server: " + describe(e);
            cause = e;
        }
        host.releaseConnection();
        host.countRefusal();
        host.circuit().failed();
        throw new NotConnected(why, cause);
    }

    /** Closes connections that have been silent for long, or that others wait for; a server would soon do the first. */
    public void closeIfIdle() {
        forgetNext();
        for (SmtpHost host : List.copyOf(connections.keySet())) {
            long idle = System.nanoTime() - connections.get(host).usedAt;
            if (host.isCrowded() || idle > host.settings().maxIdle().toNanos()) {
                close(host);
            }
        }
    }

    /** Says QUIT without waiting for the answer. Harmless when there is no connection. */
    @Override
    public void close() {
        forgetNext();
        List.copyOf(connections.keySet()).forEach(this::close);
    }

    private void forgetNext() {
        if (next != null) {
            next.giveBackTry();
            next = null;
        }
    }

    private void close(SmtpHost host) {
        Connection connection = connections.remove(host);
        if (connection != null) {
            connection.close();
            host.releaseConnection();
        }
    }

    /** A kept connection. */
    private static final class Connection {

        private final WatchedTransport transport;
        private final long openedAt = System.nanoTime();
        private long usedAt = openedAt;
        private int messages;

        Connection(WatchedTransport transport) {
            this.transport = transport;
        }

        boolean isWornOut(SmtpSettings settings) {
            return messages >= settings.maxMessages()
                    || System.nanoTime() - openedAt > settings.maxAge().toNanos();
        }

        void close() {
            try {
                transport.close();
            } catch (MessagingException | RuntimeException e) {
                // the connection was gone already; every mail sent over it has its outcome
            }
        }
    }

    private static String describe(Exception fault) {
        Throwable cause = fault;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String text = clean(cause.getMessage());
        return text.isEmpty()
                ? cause.getClass().getSimpleName()
                : cause.getClass().getSimpleName() + " " + text;
    }

    /** Servers like to repeat the recipient's address, which belongs neither into a log nor into a reason. */
    private static String clean(String reply) {
        return ADDRESS.matcher(HeaderText.clean(reply, LONGEST_REPLY)).replaceAll("<address>");
    }
}
