package io.rapport.customer;

/**
 * A customer of whom more is known than when they were last evaluated.
 *
 * @param customerId bare id
 * @param kind why
 */
public record CustomerChange(String customerId, ChangeKind kind) {}
