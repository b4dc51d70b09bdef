package io.rapport.benchmark;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * The mail server that all sides write to: it offers STARTTLS, takes every mail, keeps the last one and counts. It runs in
 * a Java of its own and takes commands through its standard input: {@code reset}, {@code stats}, {@code last}.
 */
public final class MailBenchmarkSink {

    private final SSLSocketFactory tls;
    private final long delayMillis;

    private int mails;
    private long first;
    private long latest;
    private byte[] last = new byte[0];

    private MailBenchmarkSink(SSLSocketFactory tls, long delayMillis) {
        this.tls = tls;
        this.delayMillis = delayMillis;
    }

    /** @param args key store (PKCS #12), its password, milliseconds from the dot to the answer */
    public static void main(String[] args) throws IOException, GeneralSecurityException {
        MailBenchmarkSink sink = new MailBenchmarkSink(tls(Path.of(args[0]), args[1]), Long.parseLong(args[2]));
        ServerSocket server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        daemon(() -> sink.accept(server));
        System.out.println(server.getLocalPort());
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            System.out.println(sink.obey(order));
        }
    }

    private static SSLSocketFactory tls(Path store, String password) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, password.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, password.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context.getSocketFactory();
    }

    private synchronized String obey(String order) {
        switch (order) {
            case "reset" -> {
                mails = 0;
                return "ok";
            }
            case "stats" -> {
                return mails + " " + (latest - first);
            }
            case "last" -> {
                return HexFormat.of().formatHex(last);
            }
            default -> throw new IllegalArgumentException(order);
        }
    }

    private synchronized void count(byte[] mail) {
        latest = System.nanoTime();
        if (mails++ == 0) {
            first = latest;
        }
        last = mail;
    }

    private void accept(ServerSocket server) {
        try {
            while (true) {
                Socket socket = server.accept();
                daemon(() -> {
                    try (socket) {
                        socket.setTcpNoDelay(true);
                        answer(socket.getOutputStream(), "220 sink");
                        converse(socket, "250-sink\r\n250-PIPELINING\r\n250 STARTTLS");
                    } catch (IOException | InterruptedException e) {
                        // a sender that was stopped; what it sent before is counted
                    }
                });
            }
        } catch (IOException e) {
            throw new IllegalStateException("the sink cannot take connections", e);
        }
    }

    private void converse(Socket socket, String features) throws IOException, InterruptedException {
        InputStream in = new BufferedInputStream(socket.getInputStream(), 32 * 1024);
        OutputStream out = socket.getOutputStream();
        for (String line = line(in); line != null; line = line(in)) {
            String command = line.toUpperCase(Locale.ROOT);
            if (command.startsWith("EHLO")) {
                answer(out, features);
            } else if (command.equals("STARTTLS")) {
                answer(out, "220 go on");
                SSLSocket secret = (SSLSocket) tls.createSocket(socket, null, socket.getPort(), true);
                secret.setUseClientMode(false);
                converse(secret, "250-sink\r\n250 PIPELINING");
                return;
            } else if (command.equals("DATA")) {
                answer(out, "354 go on");
                byte[] mail = body(in);
                if (delayMillis > 0) {
                    TimeUnit.MILLISECONDS.sleep(delayMillis);
                }
                count(mail);
                answer(out, "250 taken");
            } else if (command.equals("QUIT")) {
                answer(out, "221 bye");
                return;
            } else {
                answer(out, "250 ok");
            }
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
    private static byte[] body(InputStream in) throws IOException {
        ByteArrayOutputStream mail = new ByteArrayOutputStream(16 * 1024);
        int last = 0x0D0A;
        for (int c = in.read(); c >= 0; c = in.read()) {
            if (last == 0x0D0A2E0D && c == '\n') {
                return mail.toByteArray();
            }
            mail.write(c);
            last = last << 8 | c;
        }
        throw new IOException("the connection ended within a mail");
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "mail-sink");
        thread.setDaemon(true);
        thread.start();
    }
}
