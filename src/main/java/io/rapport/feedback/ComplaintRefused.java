package io.rapport.feedback;

/**
 * A complaint became a dead letter, and no journey handles it. Published synchronously in that transaction, once a
 * complaint that came in.
 *
 * @param complaintId the id of the system that sent it
 */
public record ComplaintRefused(String complaintId) {}
