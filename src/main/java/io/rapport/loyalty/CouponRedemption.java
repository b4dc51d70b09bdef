package io.rapport.loyalty;

import io.rapport.loyalty.Redemption.State;
import java.time.Instant;

/**
 * The use of a coupon by a till.
 *
 * @param id ours
 * @param code of the coupon
 * @param orderId what it was used for; {@code null} as long as the shop has not said it
 * @param state how far it has come
 * @param heldUntil when a hold that is not confirmed ends by itself
 */
public record CouponRedemption(String id, String code, String orderId, State state, Instant heldUntil) {}
