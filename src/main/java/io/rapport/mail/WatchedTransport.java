package io.rapport.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/**
 * A transport that remembers how far a mail came and what the server said to it. Jakarta Mail's exceptions do not tell:
 * a server that refuses the mail and then hangs at the following RSET looks like one that gave no answer.
 *
 * <p>Where the server offers it, the commands before a mail go out together (PIPELINING, RFC 2920), and their answers are
 * read once DATA is said: a mail costs two ways to the server and back instead of four.
 */
final class WatchedTransport extends SMTPTransport {

    static final int NO_REPLY = -1;

    private static final int OK = 250;
    private static final int START_MAIL = 354;
    private static final int SERVICE_CLOSING = 421;
    private static final byte[] LINE_END = {'\r', '\n'};
    private static final byte[] EMPTY_MAIL = {'.', '\r', '\n'};

    /** The steps of handing over one mail, in their order. */
    enum Step {
        NONE,
        MAIL,
        RCPT,
        DATA,
        /** The line with the single dot: from here the server may have the mail. */
        DOT
    }

    /** Null where Jakarta Mail alone writes, since the operator has it make sockets in another way. */
    private final ConnectionSockets sockets;

    private final MailBody body = new MailBody();

    /** Commands that are not written yet. */
    private final ByteArrayOutputStream group = new ByteArrayOutputStream();

    private boolean pipelining;
    private boolean plain = true;
    private Step step;
    private boolean written;
    private boolean answered;
    private int code;
    private String reply;
    private boolean reset;

    /**
     * @param session of this connection
     * @param server where to
     * @param sockets those of this connection; null if they are not known
     */
    WatchedTransport(Session session, URLName server, ConnectionSockets sockets) {
        super(session, server, server.getProtocol(), server.getProtocol().equals("smtps"));
        this.sockets = sockets;
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
        pipelining = sockets != null && supportsExtension("PIPELINING");
        group.reset();
        step(Step.NONE);
        reset = false;
    }

    private void step(Step next) {
        step = next;
        written = false;
        answered = false;
        code = NO_REPLY;
        reply = "";
    }

    /** @return the last step that was begun; of those that go out together the first that was not answered as it should */
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
    public synchronized void close() throws MessagingException {
        try {
            super.close();
        } finally {
            if (sockets != null) {
                sockets.close();
            }
        }
    }

    @Override
    protected void sendCommand(String command) throws MessagingException {
        Step next = stepOf(command);
        if (next == Step.NONE) {
            super.sendCommand(command);
            return;
        }
        step(next);
        String line = plain ? command : inUtf8(next, command);
        if (sockets == null) {
            super.sendCommand(line);
        } else if (next == Step.DOT) {
            write(body());
        } else {
            append(line);
            if (pipelining && next != Step.DATA) {
                return;
            }
            writeGroup();
        }
        written = true;
    }

    private void writeGroup() throws MessagingException {
        try {
            write(new MailBody.Ready(group.toByteArray(), group.size()));
        } catch (MessagingException e) {
            if (pipelining) {
                // the server had hung up before: it heard of none of them
                step(Step.MAIL);
            }
            throw e;
        } finally {
            group.reset();
        }
    }

    private void append(String line) throws MessagingException {
        byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
        for (byte each : bytes) {
            if (each == '\r' || each == '\n') {
                throw new MessagingException("a command holds the end of a line");
            }
        }
        group.writeBytes(bytes);
        group.writeBytes(LINE_END);
    }

    private MailBody.Ready body() throws MessagingException {
        try {
            return body.end();
        } catch (IOException e) {
            throw new MessagingException("the mail cannot be written down", e);
        }
    }

    private void write(MailBody.Ready ready) throws MessagingException {
        try {
            sockets.write(ready.bytes(), ready.length());
        } catch (IOException | RuntimeException e) {
            throw new MessagingException("Can't send command to SMTP host", e);
        }
    }

    /** Jakarta Mail would ask for SMTPUTF8 with every mail or none; it writes a character as a byte. */
    private static String inUtf8(Step next, String command) {
        String asked = next == Step.MAIL ? command + " BODY=8BITMIME " + SmtpUtf8.EXTENSION : command;
        return new String(asked.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    @Override
    protected OutputStream data() throws MessagingException {
        OutputStream lines = super.data();
        return sockets == null ? lines : body;
    }

    @Override
    protected int readServerResponse() throws MessagingException {
        if (pipelining && !answered) {
            if (step == Step.MAIL || step == Step.RCPT) {
                // not even asked yet: what the server says to it is read after DATA
                return OK;
            }
            if (step == Step.DATA) {
                return answersToGroup();
            }
        }
        if (step == Step.NONE || answered) {
            int received = super.readServerResponse();
            reset = received == OK;
            return received;
        }
        return answer();
    }

    private int answer() throws MessagingException {
        answered = true;
        int received = super.readServerResponse();
        code = received;
        reply = getLastServerResponse();
        return received;
    }

    /** @return what the server says to DATA, or to the first command before it that it does not take */
    private int answersToGroup() throws MessagingException {
        Step refused = null;
        int refusal = 0;
        String why = null;
        for (Step each : new Step[] {Step.MAIL, Step.RCPT, Step.DATA}) {
            step(each);
            written = true;
            int received = answer();
            if (refused == null && !isTaken(each, received)) {
                refused = each;
                refusal = received;
                why = reply;
            }
            if (received == NO_REPLY || received == SERVICE_CLOSING) {
                // no more will come
                break;
            }
        }
        if (refused == null) {
            return code;
        }
        if (step == Step.DATA && code == START_MAIL) {
            // RFC 2920, 3.1: a server that would take a mail without recipients is sent an empty one
            write(new MailBody.Ready(EMPTY_MAIL, EMPTY_MAIL.length));
            super.readServerResponse();
        }
        step(refused);
        written = true;
        answered = true;
        code = refusal;
        reply = why;
        return refusal;
    }

    private static boolean isTaken(Step step, int received) {
        return step == Step.DATA ? received == START_MAIL : received == OK || step == Step.RCPT && received == 251;
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
