package io.rapport.endtoend;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A mail server that takes every mail and keeps only how often each Message-ID came, so that it can run for hours. */
final class CountingMailServer implements AutoCloseable {

    private static final String MESSAGE_ID = "message-id:";

    private final ServerSocket server;
    private final Map<String, Integer> received = new ConcurrentHashMap<>();

    /** Starts it on a free port of the loopback address. */
    CountingMailServer() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** @return how often each mail came whole, by its Message-ID; answered or not */
    Map<String, Integer> received() {
        return Map.copyOf(received);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                daemon(() -> serve(socket));
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new IllegalStateException("the mail server cannot take connections", e);
                }
            }
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "counting-mail-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void serve(Socket socket) {
        try (socket;
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
            OutputStream out = socket.getOutputStream();
            answer(out, "220 here");
            String line;
            while ((line = in.readLine()) != null) {
                String command = line.toUpperCase(Locale.ROOT);
                if (command.equals("DATA")) {
                    answer(out, "354 go on");
                    // counted before the answer: a sender that dies between the dot and the answer has sent it
                    received.merge(messageId(in), 1, Integer::sum);
                    answer(out, "250 taken");
                } else if (command.equals("QUIT")) {
                    answer(out, "221 bye");
                    return;
                } else {
                    answer(out, "250 ok");
                }
            }
        } catch (IOException senderWasKilled) {
            // what it sent whole before is counted, half a mail is none
        }
    }

    /** Reads a mail up to its dot. */
    private static String messageId(BufferedReader in) throws IOException {
        String id = null;
        boolean header = true;
        String line;
        while ((line = in.readLine()) != null) {
            if (line.equals(".")) {
                return id == null ? "(none)" : id;
            }
            header &= !line.isEmpty();
            if (header && line.toLowerCase(Locale.ROOT).startsWith(MESSAGE_ID)) {
                // a long one stands on a line of its own
                String value = line.substring(MESSAGE_ID.length()).strip();
                id = value.isEmpty() ? in.readLine().strip() : value;
            }
        }
        throw new IOException("the connection ended within a mail");
    }

    private static void answer(OutputStream out, String text) throws IOException {
        out.write((text + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
