package io.rapport.mail;

import java.util.UUID;

/**
 * Where a mail comes from, for the headers that tell mails apart afterwards.
 *
 * @param message id of the outbox's row
 * @param name of the message, such as {@code order-thanks}
 * @param journey key of the process that wanted it; may be null
 * @param category such as {@code promotional}
 */
public record MailOrigin(UUID message, String name, String journey, String category) {}
