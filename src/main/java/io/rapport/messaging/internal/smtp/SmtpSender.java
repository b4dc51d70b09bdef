package io.rapport.messaging.internal.smtp;

import io.rapport.messaging.internal.smtp.SendResult.Outcome;
import io.rapport.messaging.internal.smtp.WatchedTransport.Step;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.util.regex.Pattern;

/**
 * Sends mails over one connection that it keeps open, and says of each what is known. Belongs to one thread.
 *
 * <p>What counts is how far the conversation came. Before the final dot nothing can have been accepted; after it the
 * server's reply decides, and without a reply nobody knows (RFC 1047). A fault after that reply changes nothing.
 */
public final class SmtpSender implements AutoCloseable {

    private static final int SERVICE_CLOSING = 421;
    private static final int LONGEST_REPLY = 300;
    private static final Pattern ADDRESS = Pattern.compile("<?[^\\s<>@:;,]+@[^\\s<>:;,]+>?");

    private final SmtpSettings settings;
    private WatchedTransport transport;
    private long openedAt;
    private long usedAt;
    private int messages;

    /** @param settings where to send to */
    public SmtpSender(SmtpSettings settings) {
        this.settings = settings;
    }

    /**
     * Makes sure that there is a connection, a new one when the kept one is worn out.
     *
     * @throws NotConnected if the server cannot be reached or does not want to talk; it is about the server and its
     *     configuration, not about a mail, and so worth another attempt even where the server says 5xx
     */
    public void connect() throws NotConnected {
        if (transport != null && isWornOut()) {
            close();
        }
        if (transport == null) {
            WatchedTransport fresh = settings.transport();
            try {
                fresh.connect(settings.host(), settings.port(), settings.username(), settings.password());
            } catch (AuthenticationFailedException e) {
                throw new NotConnected("the mail server refused the login", e);
            } catch (MessagingException | RuntimeException e) {
                throw new NotConnected("no connection to the mail server: " + describe(e), e);
            }
            transport = fresh;
            openedAt = usedAt = System.nanoTime();
            messages = 0;
        }
    }

    /**
     * Hands one mail over.
     *
     * @param message complete, with one recipient
     * @return what is known of it afterwards; never an exception
     */
    public SendResult send(MimeMessage message) {
        boolean kept = transport != null && messages > 0;
        Attempt first = attempt(message);
        // a server may hang up on a silent connection: then it did not even hear of this mail
        return kept && first.unheard() ? attempt(message).result() : first.result();
    }

    private Attempt attempt(MimeMessage message) {
        try {
            connect();
        } catch (NotConnected e) {
            return new Attempt(new SendResult(Outcome.RETRY, e.getMessage()), false);
        }
        transport.begin();
        Exception fault = null;
        try {
            transport.sendMessage(message, message.getAllRecipients());
        } catch (MessagingException | RuntimeException e) {
            fault = e;
        }
        messages++;
        usedAt = System.nanoTime();
        if (fault == null) {
            return new Attempt(new SendResult(Outcome.SENT, clean(transport.reply())), false);
        }
        SendResult result = classify(transport, fault);
        boolean hungUp = transport.code() == WatchedTransport.NO_REPLY || transport.code() == SERVICE_CLOSING;
        boolean unheard = hungUp && transport.step() == Step.MAIL;
        if (hungUp || !transport.isReset()) {
            close();
        }
        return new Attempt(result, unheard);
    }

    private static SendResult classify(WatchedTransport conversation, Exception fault) {
        int code = conversation.code();
        String at = " at " + conversation.step();
        if (code >= 400 && code < 500) {
            return new SendResult(Outcome.RETRY, clean(conversation.reply()) + at);
        }
        if (code >= 500 && code < 600) {
            return new SendResult(Outcome.PERMANENT, clean(conversation.reply()) + at);
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

    /** Closes the connection when it has been silent for long; a server would soon do it from its side. */
    public void closeIfIdle() {
        if (transport != null && System.nanoTime() - usedAt > settings.maxIdle().toNanos()) {
            close();
        }
    }

    /** Says QUIT without waiting for the answer. Harmless when there is no connection. */
    @Override
    public void close() {
        WatchedTransport worn = transport;
        transport = null;
        if (worn != null) {
            try {
                worn.close();
            } catch (MessagingException | RuntimeException e) {
                // the connection was gone already; every mail sent over it has its outcome
            }
        }
    }

    private boolean isWornOut() {
        return messages >= settings.maxMessages()
                || System.nanoTime() - openedAt > settings.maxAge().toNanos();
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

    /** @param unheard whether the server hung up before it answered anything about the mail */
    private record Attempt(SendResult result, boolean unheard) {}
}
