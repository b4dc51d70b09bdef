package io.rapport.customer;

import java.time.Instant;

/**
 * What a customer is called elsewhere.
 *
 * @param system {@code email}, {@code phone}, or a system whose ids of customers events name
 * @param value the id in that system; of an address the spelling that addresses are compared by
 * @param verified whether somebody showed that it is the customer's
 * @param provisional whether the customer was made for it, since nobody was known by it
 * @param since when it came
 */
public record CustomerIdentity(String system, String value, boolean verified, boolean provisional, Instant since) {}
