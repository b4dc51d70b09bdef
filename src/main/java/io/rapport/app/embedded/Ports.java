package io.rapport.app.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Finds ports of this machine's loopback address. */
public final class Ports {

    private Ports() {}

    /**
     * Finds a port to listen on.
     *
     * @param wished the port to take if nobody listens there; 0 for any
     * @return the wished port, or a free one
     */
    public static int freeOr(int wished) {
        try (ServerSocket socket = new ServerSocket(wished, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException busy) {
            if (wished == 0) {
                throw new UncheckedIOException("no free port on the loopback address", busy);
            }
            return freeOr(0);
        }
    }
}
