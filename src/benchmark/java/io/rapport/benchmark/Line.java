package io.rapport.benchmark;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One kept-open HTTP/1.1 connection, used by one thread: as little of the machine as a caller can use, since caller and
 * called share it.
 */
final class Line implements AutoCloseable {

    private static final int BUFFER = 16 * 1024;
    private static final int OK = 200;
    private static final int MULTIPLE_CHOICES = 300;

    private final URI address;
    private Socket socket;
    private InputStream in;
    private OutputStream out;

    Line(URI address) {
        this.address = address;
    }

    /**
     * What is sent.
     *
     * @param path with its query
     * @param headers lines, each with its line end
     * @param body JSON
     */
    record Call(String path, String headers, String body) {}

    /**
     * What came back.
     *
     * @param status the HTTP status
     * @param body as text
     */
    record Answer(int status, String body) {

        boolean isGood() {
            return status >= OK && status < MULTIPLE_CHOICES;
        }
    }

    /** Posts and waits for the answer. */
    Answer post(Call call) throws IOException {
        if (socket == null) {
            socket = new Socket(address.getHost(), address.getPort());
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream(), BUFFER);
            out = socket.getOutputStream();
        }
        byte[] body = call.body().getBytes(StandardCharsets.UTF_8);
        byte[] head = ("POST " + call.path() + " HTTP/1.1\r\nHost: " + address.getAuthority() + "\r\n" + call.headers()
                        + "Content-Length: " + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] request = new byte[head.length + body.length];
        System.arraycopy(head, 0, request, 0, head.length);
        System.arraycopy(body, 0, request, head.length, body.length);
        out.write(request);
        return answer();
    }

    private Answer answer() throws IOException {
        int status = Integer.parseInt(line().split(" ")[1]);
        int length = 0;
        boolean chunked = false;
        boolean last = false;
        String header;
        while (!(header = line().toLowerCase(Locale.ROOT)).isEmpty()) {
            if (header.startsWith("content-length:")) {
                length = Integer.parseInt(
                        header.substring(header.indexOf(':') + 1).strip());
            } else if (header.startsWith("transfer-encoding:")) {
                chunked = header.contains("chunked");
            } else if (header.startsWith("connection:")) {
                last = header.contains("close");
            }
        }
        Answer answer =
                new Answer(status, chunked ? chunks() : new String(in.readNBytes(length), StandardCharsets.UTF_8));
        if (last) {
            close();
        }
        return answer;
    }

    private String chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int length;
        while ((length = Integer.parseInt(line(), 16)) > 0) {
            body.write(in.readNBytes(length));
            line();
        }
        line();
        return body.toString(StandardCharsets.UTF_8);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder(80);
        int c;
        while ((c = in.read()) != '\n') {
            if (c < 0) {
                throw new IOException("the application closed the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        if (socket != null) {
            socket.close();
            socket = null;
        }
    }
}
