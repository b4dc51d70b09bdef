package io.rapport.benchmark;

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

    /** Forgets all mails. @param listener takes the recipient of each mail taken from now on */
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
            Lines in = new Lines(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            answer(out, "220 sink");
            String recipient = null;
            String line;
            while ((line = in.next()) != null) {
                String command = line.toUpperCase(Locale.ROOT);
                if (command.startsWith("EHLO")) {
                    answer(out, "250-sink\r\n250 PIPELINING");
                } else if (command.startsWith("RCPT TO:")) {
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

    /** Reads up to the line with the single dot, by the buffer and not by the byte. */
    private static long body(Lines in) throws IOException {
        long length = 0;
        int last = 0x0D0A;
        while (true) {
            if (in.position == in.limit && !in.fill()) {
                throw new IOException("the connection ended within a mail");
            }
            for (int i = in.position; i < in.limit; i++) {
                byte c = in.buffer[i];
                if (c == '\n' && last == MARK) {
                    length += i + 1 - in.position;
                    in.position = i + 1;
                    return length - MARK_LENGTH + 2;
                }
                last = last << 8 | (c & 0xFF);
            }
            length += in.limit - in.position;
            in.position = in.limit;
        }
    }

    /** A buffer without locks; one thread reads it. */
    private static final class Lines {

        private final InputStream in;
        private final byte[] buffer = new byte[32 * 1024];
        private int position;
        private int limit;

        Lines(InputStream in) {
            this.in = in;
        }

        private boolean fill() throws IOException {
            position = 0;
            limit = Math.max(0, in.read(buffer));
            return limit > 0;
        }

        /** @return a line without its end; null when the sender is gone */
        private String next() throws IOException {
            StringBuilder line = new StringBuilder(80);
            while (position < limit || fill()) {
                byte c = buffer[position++];
                if (c == '\n') {
                    return line.toString();
                }
                if (c != '\r') {
                    line.append((char) (c & 0xFF));
                }
            }
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }
}
