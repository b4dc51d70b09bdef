package io.rapport.messaging.internal.smtp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLSocketFactory;

/**
 * TLS by the certificates that the operator names instead of those that Java trusts. Jakarta Mail connects a plain socket
 * first, lays TLS over it, and has Java check chain and name; a plain socket that it made itself would wait for
 * acknowledgements (see {@link SmtpSettings}).
 */
final class TrustedSockets extends SSLSocketFactory {

    private final SSLSocketFactory factory;

    /** @param factory makes sockets that trust the right certificates */
    TrustedSockets(SSLSocketFactory factory) {
        this.factory = factory;
    }

    @Override
    public Socket createSocket(Socket socket, String host, int port, boolean autoClose) throws IOException {
        socket.setTcpNoDelay(true);
        return factory.createSocket(socket, host, port, autoClose);
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return factory.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return factory.getSupportedCipherSuites();
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
