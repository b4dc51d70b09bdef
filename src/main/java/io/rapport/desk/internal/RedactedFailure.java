package io.rapport.desk.internal;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;

/**
 * A response that withholds what the engine says about an internal server error: its message is that of whatever failed, and
 * may hold SQL and what somebody wrote. Anyone who made this answers in its place; the engine has written the failure to the
 * log.
 */
final class RedactedFailure extends HttpServletResponseWrapper {

    private final Body body = new Body();
    private PrintWriter writer;

    RedactedFailure(HttpServletResponse response) {
        super(response);
    }

    /** Sends on what a writer still holds. */
    void finish() {
        if (writer != null) {
            writer.flush();
        }
    }

    /** @return whether the engine failed, and nothing of it has been sent */
    boolean hasFailed() {
        return getStatus() == SC_INTERNAL_SERVER_ERROR && !getResponse().isCommitted();
    }

    @Override
    public ServletOutputStream getOutputStream() {
        return body;
    }

    @Override
    public PrintWriter getWriter() {
        if (writer == null) {
            writer = new PrintWriter(new OutputStreamWriter(body, Charset.forName(getCharacterEncoding())));
        }
        return writer;
    }

    @Override
    public void flushBuffer() throws IOException {
        finish();
        if (!hasFailed()) {
            super.flushBuffer();
        }
    }

    private final class Body extends ServletOutputStream {

        @Override
        public void write(int octet) throws IOException {
            if (!hasFailed()) {
                getResponse().getOutputStream().write(octet);
            }
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            if (!hasFailed()) {
                getResponse().getOutputStream().write(from, offset, length);
            }
        }

        @Override
        public void flush() throws IOException {
            if (!hasFailed()) {
                getResponse().getOutputStream().flush();
            }
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new UnsupportedOperationException("written at once");
        }
    }
}
