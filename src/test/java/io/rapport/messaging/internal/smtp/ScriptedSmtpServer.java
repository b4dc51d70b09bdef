package io.rapport.messaging.internal.smtp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A mail server that behaves as the test says at one step of the conversation and well at all others. A mail counts as
 * accepted when the server has read the final dot and means to keep it, whatever the sender gets to hear.
 */
public final class ScriptedSmtpServer implements AutoCloseable {

    /** Where the script interferes; {@link #DOT} is the line with the single dot, {@link #BODY} the text before it. */
    public enum At {
        GREETING,
        EHLO,
        MAIL,
        RCPT,
        DATA,
        BODY,
        DOT,
        RSET,
        QUIT
    }

    /** Instead of a reply: the connection is closed without one. */
    public static final String CLOSE = "close";

    /** Instead of a reply: silence, with the connection open. */
    public static final String HANG = "hang";

    private final ServerSocket server;
    private final Map<At, Queue<String>> script = new ConcurrentHashMap<>();
    private final List<String> accepted = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);

    public ScriptedSmtpServer() {
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    /** Does this once at the step, then behaves again; several calls queue up. */
    public ScriptedSmtpServer once(At at, String replyOrFault) {
        script.computeIfAbsent(at, key -> new ArrayDeque<>()).add(replyOrFault);
        return this;
    }

    public int port() {
        return server.getLocalPort();
    }

    /** The texts, headers included, of the mails that the server has taken. */
    public List<String> accepted() {
        return accepted;
    }

    public int connections() {
        return connections.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                sockets.add(socket);
                connections.incrementAndGet();
                start(() -> converse(socket));
            }
        } catch (IOException e) {
            // closed: the test is over
        }
    }

    private void converse(Socket socket) {
        try (socket) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            OutputStream out = socket.getOutputStream();
            boolean goOn = reply(At.GREETING, "220 scripted", out);
            while (goOn) {
                String line = in.readLine();
                if (line == null) {
                    return;
                }
                goOn = switch (line.split("[ :]")[0]) {
                    case "EHLO" -> reply(At.EHLO, "250 scripted", out);
                    case "MAIL" -> reply(At.MAIL, "250 ok", out);
                    case "RCPT" -> reply(At.RCPT, "250 ok", out);
                    case "RSET" -> reply(At.RSET, "250 ok", out);
                    case "DATA" -> reply(At.DATA, "354 go on", out) && readBody(in, out);
                    case "QUIT" -> reply(At.QUIT, "221 bye", out) && false;
                    default -> reply(null, "502 unknown", out);
                };
            }
        } catch (IOException e) {
            // the sender went away, which is its right
        }
    }

    private boolean readBody(BufferedReader in, OutputStream out) throws IOException {
        if (CLOSE.equals(next(At.BODY))) {
            return false;
        }
        StringBuilder text = new StringBuilder();
        for (String line = in.readLine(); !".".equals(line); line = in.readLine()) {
            if (line == null) {
                return false;
            }
            text.append(line).append('\n');
        }
        Queue<String> plan = script.get(At.DOT);
        String planned = plan == null ? null : plan.peek();
        boolean refused = planned != null && planned.matches("[45].*");
        if (!refused) {
            accepted.add(text.toString());
        }
        return reply(At.DOT, "250 queued", out);
    }

    private boolean reply(At at, String usual, OutputStream out) throws IOException {
        String planned = at == null ? null : next(at);
        String reply = planned == null ? usual : planned;
        if (reply.equals(CLOSE)) {
            return false;
        }
        if (reply.equals(HANG)) {
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return false;
        }
        out.write((reply + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
        return true;
    }

    private String next(At at) {
        Queue<String> plan = script.get(at);
        return plan == null ? null : plan.poll();
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "scripted-smtp");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            server.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
