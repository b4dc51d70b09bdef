package io.rapport.mail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.eclipse.angus.mail.smtp.SMTPOutputStream;

/** Collects a mail, to be written with its final dot at once (RFC 5321, 4.5.2). */
final class MailBody extends OutputStream {

    /** Of a mail, in bytes; a larger one takes a second piece of memory. */
    private static final int USUAL_SIZE = 32 * 1024;

    private static final byte[] DOT = {'.', '\r', '\n'};

    private Buffer buffer = new Buffer();

    /** Bytes that are ready to be written, in an array that may be longer. */
    record Ready(byte[] bytes, int length) {}

    private static final class Buffer extends ByteArrayOutputStream {

        Buffer() {
            super(USUAL_SIZE);
        }

        /** @return whether each line ends with CRLF, the last one too, and none begins with a dot */
        boolean isReady() {
            boolean lineBegins = true;
            for (int at = 0; at < count; at++) {
                byte next = buf[at];
                if (next == '\r') {
                    if (at + 1 == count || buf[at + 1] != '\n') {
                        return false;
                    }
                    at++;
                    lineBegins = true;
                } else if (next == '\n' || lineBegins && next == '.') {
                    return false;
                } else {
                    lineBegins = false;
                }
            }
            return lineBegins;
        }

        Ready ready() {
            return new Ready(buf, count);
        }
    }

    @Override
    public void write(int octet) {
        buffer.write(octet);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        buffer.write(bytes, offset, length);
    }

    /** @return the mail as it goes over the line, with the final dot; this is empty again afterwards */
    Ready end() throws IOException {
        Buffer all = buffer;
        buffer = new Buffer();
        if (!all.isReady()) {
            Buffer rewritten = new Buffer();
            SMTPOutputStream lines = new SMTPOutputStream(rewritten);
            all.writeTo(lines);
            lines.ensureAtBOL();
            all = rewritten;
        }
        all.write(DOT, 0, DOT.length);
        return all.ready();
    }
}
