package io.rapport.segment;

/**
 * What would be known of a customer by models of value that are not live.
 *
 * @param customerId bare id
 * @param valueClass fifth by expected lifetime value, 1 to 5
 * @param alive the chance that the customer still buys, 0 to 1
 * @param tier how close the customer would be; null for none
 * @param stage how far along; null for none
 */
public record SupposedCustomer(String customerId, int valueClass, double alive, String tier, String stage) {}
