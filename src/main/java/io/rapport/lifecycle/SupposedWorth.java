package io.rapport.lifecycle;

/**
 * What a customer would be worth by models that are not live.
 *
 * @param customerId bare id
 * @param valueClass fifth by expected lifetime value, 1 to 5
 * @param alive the chance that the customer still buys, 0 to 1
 */
public record SupposedWorth(String customerId, int valueClass, double alive) {}
