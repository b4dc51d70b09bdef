package io.rapport.outbox;

import java.util.Locale;

/**
 * A member of staff as a recipient of mail.
 *
 * @param id user id
 * @param firstName for the salutation; may be null
 * @param email address; null when there is none
 * @param locale language to write in
 */
public record StaffRecipient(String id, String firstName, String email, Locale locale) {}
