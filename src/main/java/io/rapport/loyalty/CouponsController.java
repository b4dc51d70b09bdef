package io.rapport.loyalty;

import io.rapport.loyalty.CouponRedemptions.Basket;
import io.rapport.loyalty.CouponRedemptions.Held;
import io.rapport.loyalty.LoyaltyDescription.Conflict;
import io.rapport.loyalty.LoyaltyDescription.Guarded;
import io.rapport.loyalty.LoyaltyDescription.Keyed;
import io.rapport.loyalty.LoyaltyDescription.TillRefusals;
import io.rapport.loyalty.LoyaltyDescription.WithBody;
import io.rapport.loyalty.RedemptionRefused.Reason;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.math.BigDecimal;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/coupons}: checking and using coupons at the till (docs/loyalty.md). Codes stand in no log. */
@RestController
@Tag(name = "Loyalty", description = "Points and coupons at the till")
@RequestMapping("/api/coupons")
class CouponsController {

    private final Coupons coupons;
    private final CouponRedemptions redemptions;
    private final CodeGuesses guesses;
    private final LoyaltyTerms terms;

    CouponsController(Coupons coupons, CouponRedemptions redemptions, CodeGuesses guesses, LoyaltyTerms terms) {
        this.coupons = coupons;
        this.redemptions = redemptions;
        this.guesses = guesses;
        this.terms = terms;
    }

    /** A coupon as tills see it. */
    @Schema(name = "Coupon")
    record CouponAnswer(
            @Schema(description = "Its code, as the paths of its redemptions name it", example = "TEA7KQ4MX2")
                    String code,
            @Schema(
                            description = "What has become of it",
                            allowableValues = {"issued", "held", "used", "expired", "withdrawn"})
                    String state,
            @Schema(description = "For whom", example = "42") String customerId,
            @Schema(
                            description = "Off, 1 to 100; null if it is an amount",
                            types = {"integer", "null"})
                    Integer percent,
            @Schema(
                            description = "Off; null if it is percent",
                            types = {"number", "null"})
                    BigDecimal amount,
            @Schema(
                            description = "Of amount and minimum, ISO 4217",
                            types = {"string", "null"})
                    String currency,
            @Schema(
                            description = "What the order must come to; null for any",
                            types = {"number", "null"})
                    BigDecimal minimum,
            @Schema(description = "The articles that it is for; empty for all") List<String> skus,
            @Schema(description = "Its last day, as mails name it to the customer") LocalDate lastDay,
            @Schema(description = "When it ends: the first moment at which no till takes it") Instant expiresAt) {

        static CouponAnswer of(Coupon coupon) {
            return new CouponAnswer(
                    coupon.code(),
                    coupon.state().written(),
                    coupon.customerId(),
                    coupon.percent(),
                    coupon.amount(),
                    coupon.currency(),
                    coupon.minimum(),
                    coupon.skus(),
                    coupon.lastDay(),
                    coupon.expiresAt());
        }
    }

    /** A use of a coupon as tills see it. */
    @Schema(name = "CouponRedemption")
    record RedemptionAnswer(
            @Schema(description = "The redemption's id") String id,
            @Schema(
                            description = "What it was used for",
                            types = {"string", "null"})
                    String orderId,
            @Schema(description = "How far it has come") Redemption.State state,
            @Schema(description = "When a hold that is not confirmed ends by itself") Instant heldUntil,
            @Schema(description = "The coupon; with a hold alone") CouponAnswer coupon) {

        static RedemptionAnswer of(CouponRedemption redemption, Coupon coupon) {
            return new RedemptionAnswer(
                    redemption.id(),
                    redemption.orderId(),
                    redemption.state(),
                    redemption.heldUntil(),
                    coupon == null ? null : CouponAnswer.of(coupon));
        }
    }

    /** What a till knows of the order. */
    @Schema(name = "CouponHold")
    record Hold(
            @Schema(description = "What it is used for, if it is known", example = "4711") String orderId,
            @Schema(description = "Who pays, if somebody asked: the coupon must be theirs", example = "42")
                    String customerId,
            @Schema(description = "Of the order, checked against the minimum", example = "80.00") BigDecimal total,
            @Schema(description = "Of `total`, ISO 4217", example = "EUR") String currency,
            @Schema(
                            description =
                                    "The articles, checked against those that the coupon is for; at most 500, each of 64 characters at most")
                    List<String> skus) {}

    /** What a till says when the order is placed. */
    @Schema(name = "CouponConfirmation")
    record Confirmation(
            @Schema(
                            description =
                                    "What it was used for; leave it out where the hold said it, or where it is not known yet",
                            example = "4711")
                    String orderId) {}

    @PostMapping("/checks")
    @Operation(
            operationId = "checkCoupon",
            summary = "Check a coupon by what the customer typed",
            description =
                    "Says what it gives and whether it can be used, and changes nothing. Takes any text, which a path"
                            + " cannot. Asks for a key with the scope `loyalty`.")
    @ApiResponse(responseCode = "200", description = "The coupon")
    @TillRefusals
    @WithBody
    @Guarded
    ResponseEntity<CouponAnswer> checkTyped(
            @RequestBody TypedCode typed,
            @Parameter(description = LoyaltyDescription.SHOPPER)
                    @RequestHeader(name = "Coupon-Shopper", required = false)
                    String shopper,
            @Parameter(hidden = true) Principal system) {
        return check(typed.code(), shopper, system);
    }

    @GetMapping("/{code}")
    @Operation(
            operationId = "coupon",
            summary = "Check a coupon",
            description = "Says what it gives and whether it can be used. Asks for a key with the scope `loyalty`.")
    @ApiResponse(responseCode = "200", description = "The coupon")
    @TillRefusals
    @Guarded
    ResponseEntity<CouponAnswer> check(
            @Parameter(description = LoyaltyDescription.CODE_IN_A_PATH, example = "TEA7KQ4MX2") @PathVariable
                    String code,
            @Parameter(description = LoyaltyDescription.SHOPPER)
                    @RequestHeader(name = "Coupon-Shopper", required = false)
                    String shopper,
            @Parameter(hidden = true) Principal system) {
        CouponAnswer answer = guarded(system, shopper, code, () -> coupons.show(code)
                .map(CouponAnswer::of)
                .orElseThrow(() -> new RedemptionRefused(
                        Reason.UNKNOWN, "There is no such coupon. Ask the customer to check the code.")));
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(answer);
    }

    private <T> T guarded(Principal system, String shopper, String code, Supplier<T> answer) {
        RequestCheck.shopper(shopper);
        Duration pause = guesses.pause(system.getName(), shopper);
        if (!pause.isZero()) {
            throw new LoyaltyProblems.TooManyGuesses(pause);
        }
        RequestCheck.code(code);
        try {
            return answer.get();
        } catch (RedemptionRefused refused) {
            if (refused.reason() == Reason.UNKNOWN) {
                guesses.missed(system.getName(), shopper);
            }
            throw refused;
        }
    }

    @PostMapping("/{code}/redemptions")
    @Operation(
            operationId = "holdCoupon",
            summary = "Hold a coupon for a till",
            description = "No other till can use it until this one confirms, cancels, or does neither in time.")
    @ApiResponse(responseCode = "201", description = "The coupon is held")
    @ApiResponse(responseCode = "200", description = "The same request was made before; the redemption as it is now")
    @TillRefusals
    @WithBody
    @Conflict
    @Keyed
    @Guarded
    ResponseEntity<RedemptionAnswer> hold(
            @Parameter(description = LoyaltyDescription.CODE_IN_A_PATH, example = "TEA7KQ4MX2") @PathVariable
                    String code,
            @Parameter(
                            description = "A key of its own with each redemption; the same request with it holds once",
                            required = true,
                            example = "till-3-000818")
                    @RequestHeader(name = "Idempotency-Key", required = false)
                    String key,
            @Parameter(description = LoyaltyDescription.SHOPPER)
                    @RequestHeader(name = "Coupon-Shopper", required = false)
                    String shopper,
            @RequestBody Hold hold,
            @Parameter(hidden = true) Principal system) {
        RequestCheck.key(key);
        RequestCheck.id("orderId", hold.orderId(), true);
        RequestCheck.id("customerId", hold.customerId(), true);
        RequestCheck.amount("total", hold.total(), hold.currency(), terms.now());
        RequestCheck.skus(hold.skus());
        Basket basket = new Basket(hold.orderId(), hold.customerId(), hold.total(), hold.currency(), hold.skus());
        Held held = guarded(system, shopper, code, () -> redemptions.hold(system.getName(), key, code, basket));
        return ResponseEntity.status(held.isNew() ? HttpStatus.CREATED : HttpStatus.OK)
                .body(RedemptionAnswer.of(held.redemption(), held.coupon()));
    }

    @PostMapping("/{code}/redemptions/{id}/confirm")
    @Operation(
            operationId = "confirmCoupon",
            summary = "Confirm: the coupon is used",
            description =
                    "For good: what becomes of the order does not give it back. A coupon that was confirmed without an"
                            + " order may be confirmed once more with one, which then stays.")
    @ApiResponse(responseCode = "200", description = "The coupon is used, now or before")
    @TillRefusals
    @WithBody
    @Conflict
    RedemptionAnswer confirm(
            @PathVariable String code,
            @PathVariable String id,
            @RequestBody(required = false) Confirmation body,
            @Parameter(hidden = true) Principal system) {
        String orderId = body == null ? null : body.orderId();
        RequestCheck.id("orderId", orderId, true);
        return RedemptionAnswer.of(redemptions.confirm(system.getName(), code, id, orderId), null);
    }

    @PostMapping("/{code}/redemptions/{id}/cancel")
    @Operation(
            operationId = "cancelCoupon",
            summary = "Cancel: the coupon can be used again",
            description = "As long as it has not expired. What was confirmed stays used.")
    @ApiResponse(responseCode = "200", description = "The hold has ended, now or before")
    @TillRefusals
    @Conflict
    RedemptionAnswer cancel(
            @PathVariable String code, @PathVariable String id, @Parameter(hidden = true) Principal system) {
        return RedemptionAnswer.of(redemptions.cancel(system.getName(), code, id), null);
    }
}
