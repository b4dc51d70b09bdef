package io.rapport.template;

import java.util.Locale;

/**
 * A message with a customer's data filled in, ready for a mail.
 *
 * @param locale  the language it was written in, which may be a fallback of the one wanted
 * @param subject plain text of one line, free of control characters
 * @param html    a whole HTML document
 * @param text    the same as plain text, lines ended by LF
 */
public record RenderedMessage(Locale locale, String subject, String html, String text) {}
