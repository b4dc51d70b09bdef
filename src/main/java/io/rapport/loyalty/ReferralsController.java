package io.rapport.loyalty;

import io.rapport.customer.Customer;
import io.rapport.customer.Customers;
import io.rapport.loyalty.LoyaltyDescription.Guarded;
import io.rapport.loyalty.LoyaltyDescription.TillRefusals;
import io.rapport.loyalty.LoyaltyDescription.WithBody;
import io.rapport.loyalty.RedemptionRefused.Reason;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.security.Principal;
import java.time.Duration;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/loyalty/referrals} and {@code /api/loyalty/customers}: codes to recommend the shop by (docs/loyalty.md). */
@RestController
@Tag(name = "Loyalty", description = "Points and coupons at the till")
class ReferralsController {

    private final Referrals referrals;
    private final Customers customers;
    private final CodeGuesses guesses;

    ReferralsController(Referrals referrals, Customers customers, CodeGuesses guesses) {
        this.referrals = referrals;
        this.customers = customers;
        this.guesses = guesses;
    }

    /** What a shop learns of a code. */
    @Schema(name = "ReferralCodeCheck")
    record CodeCheck(@Schema(description = "Whether it is a customer's code; whose, nobody learns") boolean valid) {}

    /** The code of a customer. */
    @Schema(name = "ReferralCode")
    record CodeAnswer(@Schema(description = "For the customer to pass on", example = "TEA7KQ4M") String code) {}

    @PostMapping("/api/loyalty/referrals/checks")
    @Operation(
            operationId = "checkReferralCode",
            summary = "Check a referral code by what the friend typed",
            description =
                    "As the check by path, and changes nothing. Takes any text, which a path cannot. Asks for a key"
                            + " with the scope `loyalty`.")
    @ApiResponse(responseCode = "200", description = "Whether there is such a code")
    @TillRefusals
    @WithBody
    @Guarded
    ResponseEntity<CodeCheck> checkTyped(
            @RequestBody TypedCode typed,
            @Parameter(description = LoyaltyDescription.SHOPPER)
                    @RequestHeader(name = "Coupon-Shopper", required = false)
                    String shopper,
            @Parameter(hidden = true) Principal system) {
        return check(typed.code(), shopper, system);
    }

    @GetMapping("/api/loyalty/referrals/{code}")
    @Operation(
            operationId = "referralCode",
            summary = "Check a referral code",
            description = "Says whether it is a customer's code. Whether the friend counts as new is decided by"
                    + " `referral.used`. Asks for a key with the scope `loyalty`.")
    @ApiResponse(responseCode = "200", description = "Whether there is such a code")
    @TillRefusals
    @Guarded
    ResponseEntity<CodeCheck> check(
            @Parameter(
                            description = "Letters, digits, blanks and hyphens; what else a friend types goes by POST"
                                    + " /api/loyalty/referrals/checks",
                            example = "TEA7-KQ4M")
                    @PathVariable
                    String code,
            @Parameter(description = LoyaltyDescription.SHOPPER)
                    @RequestHeader(name = "Coupon-Shopper", required = false)
                    String shopper,
            @Parameter(hidden = true) Principal system) {
        RequestCheck.shopper(shopper);
        Duration pause = guesses.pause(system.getName(), shopper);
        if (!pause.isZero()) {
            throw new LoyaltyProblems.TooManyGuesses(pause);
        }
        RequestCheck.code(code);
        boolean valid = referrals.isValid(code);
        if (!valid) {
            guesses.missed(system.getName(), shopper);
        }
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(new CodeCheck(valid));
    }

    @PutMapping("/api/loyalty/customers/{id}/referral-code")
    @Operation(
            operationId = "customersReferralCode",
            summary = "Give a customer a referral code",
            description = "Makes the code when it is first asked for, and answers the same one each time; for the"
                    + " customer's own page in the shop. Asks for a key with the scope `loyalty`.")
    @ApiResponse(responseCode = "200", description = "The customer's code")
    @TillRefusals
    ResponseEntity<CodeAnswer> give(
            @Parameter(description = "The customer's id, without its kind", example = "42") @PathVariable String id) {
        RequestCheck.id("id", id, false);
        Customer customer = customers
                .find(id)
                .filter(known -> known.erasedAt() == null)
                .orElseThrow(() -> new RedemptionRefused(
                        Reason.UNKNOWN, "id: there is no such customer. Send customer.registered first."));
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(new CodeAnswer(referrals.make(customer.id())));
    }
}
