package io.rapport.channel;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A web server that answers what a well-built one never would: anything, byte by byte if need be. */
final class BrokenServer implements Closeable {

    /** What is done with a connection once a request has come in whole. */
    interface Answer {
        void on(Socket connection) throws IOException, InterruptedException;
    }

    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final Answer answer;

    BrokenServer(Answer answer) throws IOException {
        this.answer = answer;
        Thread thread = new Thread(this::serve, "broken-server");
        thread.setDaemon(true);
        thread.start();
    }

    /** Answers exactly this and hangs up. */
    static Answer says(String text) {
        return connection -> {
            connection.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            connection.close();
        };
    }

    /** Answers a byte every 20 milliseconds, for ever. */
    static Answer drips(String text) {
        return connection -> {
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            for (int i = 0; ; i++) {
                connection.getOutputStream().write(i < bytes.length ? bytes[i] : ' ');
                Thread.sleep(20);
            }
        };
    }

    /** Says nothing and stays. */
    static Answer silent() {
        return connection -> Thread.sleep(60_000);
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    int requests() {
        return requests.get();
    }

    private void serve() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                open.add(connection);
                Thread thread = new Thread(() -> answer(connection));
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                // closed
            }
        }
    }

    private void answer(Socket connection) {
        try {
            read(connection.getInputStream());
            requests.incrementAndGet();
            answer.on(connection);
        } catch (IOException | InterruptedException e) {
            // the client gave up
        }
    }

    private static void read(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no whole request");
            }
            head.append((char) next);
        }
        String length = head.toString()
                .lines()
                .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:"))
                .findFirst()
                .orElseThrow();
        in.readNBytes(Integer.parseInt(length.substring(length.indexOf(':') + 1).strip()));
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket connection : open) {
            connection.close();
        }
    }
}
