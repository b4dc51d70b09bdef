package io.rapport.mail;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLSocketFactory;

/**
 * TLS that sends at once, as {@link PromptSockets} do, by the certificates that the operator names instead of those that
 * Java trusts. Jakarta Mail connects a plain socket of its own first, lays TLS over it, and has Java check chain and name.
 */
final class PromptTlsSockets extends SSLSocketFactory {

    private final SSLSocketFactory factory;

    /** @param factory makes sockets that trust the right certificates */
    PromptTlsSockets(SSLSocketFactory factory) {
        this.factory = factory;
    }

    @Override
    public Socket createSocket(Socket socket, String host, int port, boolean autoClose) throws IOException {
        return factory.createSocket(PromptSockets.prompt(socket), host, port, autoClose);
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
