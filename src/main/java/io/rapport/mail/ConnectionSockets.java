package io.rapport.mail;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;

/**
 * The sockets of one connection to a mail server: the plain one, and the one that lays TLS over it. Jakarta Mail asks for
 * them, connects the first itself, since only so its connection time-out holds, and has Java check the certificate's chain
 * and name. Both send at once: a mail ends with a small segment, which would wait 40 ms for an acknowledgement.
 *
 * <p>What is written through {@link #write} has a time limit. Jakarta Mail's own limit puts a task into a timer for each
 * write, which wakes a thread each time; here a check now and then finds a write that takes too long.
 */
final class ConnectionSockets implements AutoCloseable {

    private static final long CHECK_MILLIS = 200;

    private static final ScheduledExecutorService WATCH = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "smtp-write-timeout");
        thread.setDaemon(true);
        return thread;
    });

    private final long limitNanos;
    private final Plain plain = new Plain();
    private final Tls tls;

    private volatile Socket connected;
    private volatile Socket secured;

    /** By {@code System.nanoTime}, as an object since any number is a time; null while nothing is written. */
    private volatile Long writingSince;

    private Future<?> watch;

    /**
     * @param trust makes sockets that trust the right certificates
     * @param limitMillis for each write; for zero and less there is no limit
     */
    ConnectionSockets(SSLSocketFactory trust, long limitMillis) {
        this.limitNanos = limitMillis <= 0 ? Long.MAX_VALUE : TimeUnit.MILLISECONDS.toNanos(limitMillis);
        this.tls = new Tls(trust);
    }

    /** @return makes the plain socket, unconnected */
    SocketFactory plain() {
        return plain;
    }

    /** @return lays TLS over the plain socket */
    SSLSocketFactory tls() {
        return tls;
    }

    /**
     * Writes to the server, through TLS where that is spoken. What else writes to the sockets must have flushed.
     *
     * @throws IOException if not all of it could be written, or not in time
     */
    void write(byte[] bytes, int length) throws IOException {
        Socket socket = secured == null ? connected : secured;
        OutputStream out = socket.getOutputStream();
        if (watch == null) {
            watch = WATCH.scheduleWithFixedDelay(
                    this::abortSlowWrite, CHECK_MILLIS, CHECK_MILLIS, TimeUnit.MILLISECONDS);
        }
        writingSince = System.nanoTime();
        try {
            out.write(bytes, 0, length);
            out.flush();
        } finally {
            writingSince = null;
        }
    }

    /** The plain socket: that of TLS would wait for the write to end before it closes. */
    private void abortSlowWrite() {
        Long since = writingSince;
        if (since != null && System.nanoTime() - since > limitNanos) {
            try {
                connected.close();
            } catch (IOException e) {
                // it is closed all the same
            }
        }
    }

    /** Ends the watch; the sockets are Jakarta Mail's to close. */
    @Override
    public void close() {
        if (watch != null) {
            watch.cancel(false);
            watch = null;
        }
    }

    private static Socket withoutDelay(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        return socket;
    }

    private final class Plain extends SocketFactory {

        @Override
        public Socket createSocket() throws IOException {
            secured = null;
            connected = withoutDelay(new Socket());
            return connected;
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw unconnectedOnly();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
            throw unconnectedOnly();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            throw unconnectedOnly();
        }

        @Override
        public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
            throw unconnectedOnly();
        }

        private static UnsupportedOperationException unconnectedOnly() {
            return new UnsupportedOperationException("makes unconnected sockets only");
        }
    }

    private final class Tls extends SSLSocketFactory {

        private final SSLSocketFactory trust;

        Tls(SSLSocketFactory trust) {
            this.trust = trust;
        }

        @Override
        public Socket createSocket(Socket socket, String host, int port, boolean autoClose) throws IOException {
            connected = withoutDelay(socket);
            secured = trust.createSocket(socket, host, port, autoClose);
            return secured;
        }

        @Override
        public String[] getDefaultCipherSuites() {
            return trust.getDefaultCipherSuites();
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return trust.getSupportedCipherSuites();
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw layersOnly();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
            throw layersOnly();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            throw layersOnly();
        }

        @Override
        public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
            throw layersOnly();
        }

        private static UnsupportedOperationException layersOnly() {
            return new UnsupportedOperationException("lays TLS over connected sockets only");
        }
    }
}
