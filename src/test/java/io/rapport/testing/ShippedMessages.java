package io.rapport.testing;

import io.rapport.template.MessageCatalogue;

/** The shipped messages, compiled once for all tests of a process that only read them. */
public final class ShippedMessages {

    private static final MessageCatalogue CATALOGUE = MessageCatalogue.load("classpath:messages/");

    private ShippedMessages() {}

    /** @return all of them */
    public static MessageCatalogue catalogue() {
        return CATALOGUE;
    }
}
