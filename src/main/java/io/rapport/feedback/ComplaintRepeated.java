package io.rapport.feedback;

/**
 * An open complaint was sent once more under its id, with other words, which stand in the register. Published synchronously
 * in the transaction that took them in.
 *
 * @param complaintId bare id
 */
public record ComplaintRepeated(String complaintId) {}
