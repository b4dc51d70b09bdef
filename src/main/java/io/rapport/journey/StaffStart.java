package io.rapport.journey;

/**
 * A journey that staff may start for a customer: its process says so by the extension property {@code startable-by-staff}.
 *
 * @param journey its key
 * @param title its name in the reader's language
 * @param eventType on which it starts
 * @param aboutField the field of the event that names what the journey is about; null if it is about the customer
 */
public record StaffStart(String journey, String title, String eventType, String aboutField) {}
