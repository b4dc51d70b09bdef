package io.rapport.loyalty;

/**
 * Why a message that carried a coupon did not go.
 *
 * @param outcome {@code withheld} or {@code failed}
 * @param rule of the contact policy by which it was withheld; {@code null} if it failed
 * @param why the reason that stands on the message, for people; {@code null} if it failed
 */
public record Unsent(String outcome, String rule, String why) {}
