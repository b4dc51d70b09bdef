package io.rapport.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

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

    /** Before the usual reply: silence until {@link #goOn}. */
    public static final String WAIT = "wait";

    private final ServerSocket server;
    private final SSLSocketFactory tls;
    private final boolean atOnce;
    private final List<String> extensions = new CopyOnWriteArrayList<>();
    private final Map<At, Queue<String>> script = new ConcurrentHashMap<>();
    private final Map<At, String> usual = new ConcurrentHashMap<>();
    private final List<String> accepted = new CopyOnWriteArrayList<>();
    private final List<String> envelopes = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger secured = new AtomicInteger();
    private final Semaphore goOn = new Semaphore(0);
    private final CountDownLatch closed = new CountDownLatch(1);

    public ScriptedSmtpServer() {
        this(null, false);
    }

    /**
     * @param tls how the server proves who it is; null for a server without TLS
     * @param atOnce whether it speaks TLS from the first byte; otherwise once somebody says STARTTLS
     */
    ScriptedSmtpServer(SSLContext tls, boolean atOnce) {
        this.atOnce = atOnce;
        this.tls = tls == null ? null : tls.getSocketFactory();
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    /** Offers an extension in its answer to EHLO. */
    public ScriptedSmtpServer offering(String extension) {
        extensions.add(extension);
        return this;
    }

    /** Does this once at the step, then behaves again; several calls queue up. */
    public ScriptedSmtpServer once(At at, String replyOrFault) {
        script.computeIfAbsent(at, key -> new ConcurrentLinkedQueue<>()).add(replyOrFault);
        return this;
    }

    /** Does this at the step from now on, beside what is to be done once. */
    public ScriptedSmtpServer always(At at, String reply) {
        usual.put(at, reply);
        return this;
    }

    /** Behaves at the step again. */
    public void behave(At at) {
        usual.remove(at);
    }

    /** Gives one reply that waits. */
    public void goOn() {
        goOn.release();
    }

    public int port() {
        return server.getLocalPort();
    }

    /** The texts, headers included, of the mails that the server has taken. */
    public List<String> accepted() {
        return accepted;
    }

    /** The MAIL and RCPT commands that came, in order. */
    public List<String> envelopes() {
        return envelopes;
    }

    public int connections() {
        return connections.get();
    }

    /** How many conversations went on encrypted. */
    int secured() {
        return secured.get();
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
            Socket spoken = atOnce ? secure(socket) : socket;
            if (reply(At.GREETING, "220 scripted", spoken.getOutputStream())) {
                converse(spoken, tls == null || atOnce ? features() : "250-scripted\r\n250 STARTTLS");
            }
        } catch (IOException e) {
            // the sender went away, which is its right
        }
    }

    private String features() {
        List<String> lines = new ArrayList<>(List.of("scripted"));
        lines.addAll(extensions);
        String last = lines.remove(lines.size() - 1);
        return lines.stream().map(line -> "250-" + line + "\r\n").collect(Collectors.joining()) + "250 " + last;
    }

    private void converse(Socket socket, String features) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        OutputStream out = socket.getOutputStream();
        boolean goOn = true;
        // a sender who does not wait for answers finds out what RFC 5321 has a server say to commands out of order
        String sender = null;
        String recipient = null;
        while (goOn) {
            String line = in.readLine();
            if (line == null) {
                return;
            }
            if (line.equals("STARTTLS") && tls != null && reply(null, "220 go on", out)) {
                converse(secure(socket), features());
                return;
            }
            if (line.startsWith("MAIL") || line.startsWith("RCPT")) {
                envelopes.add(line);
            }
            goOn = switch (line.split("[ :]")[0]) {
                case "EHLO" -> reply(At.EHLO, features, out);
                case "MAIL" -> {
                    recipient = null;
                    sender = replied(At.MAIL, "250 ok", out);
                    yield sender != null;
                }
                case "RCPT" -> {
                    recipient =
                            isTaken(sender) ? replied(At.RCPT, "250 ok", out) : replied(null, "503 MAIL first", out);
                    yield recipient != null;
                }
                case "RSET" -> reply(At.RSET, "250 ok", out);
                case "DATA" -> data(isTaken(recipient), in, out);
                case "QUIT" -> reply(At.QUIT, "221 bye", out) && false;
                default -> reply(null, "502 unknown", out);
            };
        }
    }

    private Socket secure(Socket socket) throws IOException {
        SSLSocket secret = (SSLSocket) tls.createSocket(socket, null, socket.getPort(), true);
        secret.setUseClientMode(false);
        secret.startHandshake();
        secured.incrementAndGet();
        return secret;
    }

    private static boolean isTaken(String reply) {
        return reply != null && reply.startsWith("2");
    }

    private boolean data(boolean hasRecipient, BufferedReader in, OutputStream out) throws IOException {
        String answer = replied(At.DATA, hasRecipient ? "354 go on" : "503 RCPT first", out);
        return answer != null && (!answer.startsWith("354") || readBody(hasRecipient, in, out));
    }

    private boolean readBody(boolean hasRecipient, BufferedReader in, OutputStream out) throws IOException {
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
        planned = planned == null ? usual.get(At.DOT) : planned;
        if (!hasRecipient) {
            return reply(null, "554 no valid recipients", out);
        }
        boolean refused = planned != null && planned.matches("[45].*");
        if (!refused) {
            accepted.add(text.toString());
        }
        return reply(At.DOT, "250 queued", out);
    }

    private boolean reply(At at, String usual, OutputStream out) throws IOException {
        return replied(at, usual, out) != null;
    }

    /** @return what was said; null if the conversation is over */
    private String replied(At at, String usual, OutputStream out) throws IOException {
        String planned = at == null ? null : next(at);
        String reply = planned == null ? usual : planned;
        if (reply.equals(WAIT)) {
            goOn.acquireUninterruptibly();
            reply = usual;
        }
        if (reply.equals(CLOSE)) {
            return null;
        }
        if (reply.equals(HANG)) {
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return null;
        }
        out.write((reply + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
        return reply;
    }

    private String next(At at) {
        Queue<String> plan = script.get(at);
        String once = plan == null ? null : plan.poll();
        return once == null ? usual.get(at) : once;
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "scripted-smtp");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        closed.countDown();
        goOn.release(sockets.size());
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
