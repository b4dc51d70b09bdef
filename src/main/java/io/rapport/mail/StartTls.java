package io.rapport.mail;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Properties;

/** Whether a conversation that begins in the clear goes on encrypted. Certificates are verified wherever TLS is spoken. */
public enum StartTls {
    /** In the clear. */
    OFF,
    /** Encrypted where the server offers it. Who can read the network can take the offer away. */
    OPPORTUNISTIC,
    /** Encrypted, or not at all. */
    REQUIRED;

    /**
     * @param host of a mail server
     * @return what is right while nobody says otherwise: nothing leaves this machine in the clear
     */
    static StartTls usual(String host) {
        return isThisMachine(host) ? OFF : REQUIRED;
    }

    /** @return whether the name or address can only mean this machine; no name but localhost is looked up */
    static boolean isThisMachine(String host) {
        if (host.equalsIgnoreCase("localhost")) {
            return true;
        }
        boolean literal = host.matches("[0-9.]+") || host.contains(":");
        try {
            return literal && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** @return the same as Jakarta Mail's properties of the protocol {@code smtp} */
    Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.starttls.enable", Boolean.toString(this != OFF));
        properties.setProperty("mail.smtp.starttls.required", Boolean.toString(this == REQUIRED));
        return properties;
    }
}
