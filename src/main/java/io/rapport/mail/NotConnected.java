package io.rapport.mail;

/** No conversation with the mail server came about; no mail was in hand. */
public final class NotConnected extends Exception {

    private static final long serialVersionUID = 1L;

    NotConnected(String why, Exception cause) {
        super(why, cause);
    }
}
