package io.rapport.benchmark;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** A mail server that takes everything, keeps nothing, and counts: as little of the machine as a receiver can use. */
final class MailSink implements AutoCloseable {

    private static final int MARK_LENGTH = 5;
    private static final int MARK = 0x0D0A2E0D;

    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "mail-sink");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<String, Integer> mails = new ConcurrentHashMap<>();
    private final LongAdder bytes = new LongAdder();
    private volatile Consumer<String> listener = recipient -> {};

    /** Starts it on a free port of the loopback address. */
    MailSink() throws IOException {
        server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Forgets all mails. @param listener is told the recipient of each mail taken from now on */
    void reset(Consumer<String> listener) {
        this.listener = listener;
        mails.clear();
        bytes.reset();
    }

    /** @return how many mails this address got */
    int mails(String recipient) {
        return mails.getOrDefault(recipient, 0);
    }

    /** @return how many mails came */
    int mails() {
        return mails.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** @return the size of all mails, headers included */
    long bytes() {
        return bytes.sum();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                threads.execute(() -> serve(socket));
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new IllegalStateException("the sink cannot take connections", e);
                }
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream(), 32 * 1024);
            OutputStream out = socket.getOutputStream();
            answer(out, "220 sink");
            String recipient = null;
            String line;
            while ((line = line(in)) != null) {
                String command = line.toUpperCase(Locale.ROOT);
                if (command.startsWith("RCPT TO:")) {
                    recipient = line.substring(line.indexOf('<') + 1, line.indexOf('>'));
                    answer(out, "250 ok");
                } else if (command.equals("DATA")) {
                    answer(out, "354 go on");
                    bytes.add(body(in));
                    mails.merge(recipient, 1, Integer::sum);
                    answer(out, "250 taken");
                    listener.accept(recipient);
                } else if (command.equals("QUIT")) {
                    answer(out, "221 bye");
                    return;
                } else {
                    answer(out, "250 ok");
                }
            }
        } catch (IOException e) {
            // a sender that was stopped; what it sent before is counted
        }
    }

    private static void answer(OutputStream out, String text) throws IOException {
        out.write((text + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder(80);
        int c;
        while ((c = in.read()) != '\n') {
            if (c < 0) {
                return null;
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    /** Reads up to the line with the single dot. */
    private static long body(InputStream in) throws IOException {
        long length = 0;
        int last = 0x0D0A;
        int c;
        while ((c = in.read()) >= 0) {
            length++;
            if (last == MARK && c == '\n') {
                return length - MARK_LENGTH + 2;
            }
            last = last << 8 | c;
        }
        throw new IOException("the connection ended within a mail");
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }
}
