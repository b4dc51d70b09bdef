package io.rapport.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import java.nio.charset.StandardCharsets;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/**
 * A transport that remembers how far a mail came and what the server said to it. Jakarta Mail's exceptions do not tell:
 * a server that refuses the mail and then hangs at the following RSET looks like one that gave no answer.
 */
final class WatchedTransport extends SMTPTransport {

    static final int NO_REPLY = -1;

    /** The steps of handing over one mail, in their order. */
    enum Step {
        NONE,
        MAIL,
        RCPT,
        DATA,
        /** The line with the single dot: from here the server may have the mail. */
        DOT
    }

    private boolean plain = true;
    private Step step;
    private boolean written;
    private boolean answered;
    private int code;
    private String reply;
    private boolean reset;

    WatchedTransport(Session session, URLName server) {
        super(session, server, server.getProtocol(), server.getProtocol().equals("smtps"));
        begin();
    }

    /**
     * Forgets the last mail.
     *
     * @param plain whether the next one's recipient is ASCII
     */
    void begin(boolean plain) {
        this.plain = plain;
        begin();
    }

    private void begin() {
        step = Step.NONE;
        written = false;
        answered = false;
        code = NO_REPLY;
        reply = "";
        reset = false;
    }

    /** @return the last step that was begun */
    Step step() {
        return step;
    }

    /** @return whether the last step's command left this machine */
    boolean isWritten() {
        return written;
    }

    /** @return the reply's code to the last step, {@link #NO_REPLY} when none came that makes sense */
    int code() {
        return code;
    }

    /** @return the reply's text to the last step; empty when none came */
    String reply() {
        return reply;
    }

    /** @return whether the server is ready for another mail after it refused this one */
    boolean isReset() {
        return reset;
    }

    @Override
    protected void sendCommand(String command) throws MessagingException {
        Step next = stepOf(command);
        if (next != Step.NONE) {
            step = next;
            written = false;
            answered = false;
            code = NO_REPLY;
            reply = "";
        }
        super.sendCommand(next == Step.NONE || plain ? command : inUtf8(next, command));
        if (next != Step.NONE) {
            written = true;
        }
    }

    /** Jakarta Mail would ask for SMTPUTF8 with every mail or none; it writes a character as a byte. */
    private static String inUtf8(Step next, String command) {
        String asked = next == Step.MAIL ? command + " BODY=8BITMIME " + SmtpUtf8.EXTENSION : command;
        return new String(asked.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    @Override
    protected int readServerResponse() throws MessagingException {
        int received = super.readServerResponse();
        if (step != Step.NONE && !answered) {
            answered = true;
            code = received;
            reply = getLastServerResponse();
        } else {
            reset = received == 250;
        }
        return received;
    }

    private static Step stepOf(String command) {
        if (command.equals(".")) {
            return Step.DOT;
        }
        if (command.equals("DATA")) {
            return Step.DATA;
        }
        if (command.startsWith("MAIL FROM:")) {
            return Step.MAIL;
        }
        return command.startsWith("RCPT TO:") ? Step.RCPT : Step.NONE;
    }
}
