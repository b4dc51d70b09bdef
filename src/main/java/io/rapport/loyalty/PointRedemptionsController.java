package io.rapport.loyalty;

import io.rapport.loyalty.LoyaltyDescription.Conflict;
import io.rapport.loyalty.LoyaltyDescription.Keyed;
import io.rapport.loyalty.LoyaltyDescription.TillRefusals;
import io.rapport.loyalty.LoyaltyDescription.WithBody;
import io.rapport.loyalty.PointRedemptions.Held;
import io.rapport.loyalty.PointRedemptions.Paid;
import io.rapport.loyalty.RedemptionRefused.Reason;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.math.BigDecimal;
import java.net.URI;
import java.security.Principal;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/loyalty/redemptions}: paying with points at the till (docs/loyalty.md). */
@RestController
@Tag(name = "Loyalty", description = "Points and coupons at the till")
@RequestMapping("/api/loyalty/redemptions")
class PointRedemptionsController {

    private final PointRedemptions redemptions;
    private final LoyaltyTerms terms;

    PointRedemptionsController(PointRedemptions redemptions, LoyaltyTerms terms) {
        this.redemptions = redemptions;
        this.terms = terms;
    }

    /** What a till asks for. */
    @Schema(name = "PointsHold")
    record Hold(
            @Schema(
                            description = "The customer's id, without its kind",
                            example = "42",
                            requiredMode = Schema.RequiredMode.REQUIRED)
                    String customerId,
            @Schema(
                            description = "How many points, 1 or more",
                            example = "500",
                            requiredMode = Schema.RequiredMode.REQUIRED)
                    Integer points,
            @Schema(description = "What is paid; at the latest with the confirmation", example = "4711") String orderId,
            @Schema(
                            description =
                                    "What of the order's total the points pay, no more than that and in its currency; it"
                                            + " earns no points. Leave it out where the total is without it, as with a"
                                            + " discount",
                            example = "5.00")
                    BigDecimal paid,
            @Schema(description = "Of `paid`, ISO 4217", example = "EUR") String currency) {}

    /** What a till says when the order is placed. */
    @Schema(name = "PointsConfirmation")
    record Confirmation(
            @Schema(description = "What is paid; leave it out where the hold said it", example = "4711") String orderId,
            @Schema(description = "As with the hold, if it has changed", example = "5.00") BigDecimal paid,
            @Schema(description = "Of `paid`, ISO 4217", example = "EUR") String currency) {}

    @PostMapping
    @Operation(
            operationId = "holdPoints",
            summary = "Hold points for a till",
            description =
                    "The points are taken from the customer at once, and go back when the till cancels or does not"
                            + " confirm in time. Two tills never hold the same points. Asks for a key with the scope `loyalty`.")
    @ApiResponse(responseCode = "201", description = "The points are held")
    @ApiResponse(responseCode = "200", description = "The same request was made before; the redemption as it is now")
    @TillRefusals
    @WithBody
    @Conflict
    @Keyed
    ResponseEntity<Redemption> hold(
            @Parameter(
                            description = "A key of its own with each redemption; the same request with it holds once",
                            required = true,
                            example = "till-3-000817")
                    @RequestHeader(name = "Idempotency-Key", required = false)
                    String key,
            @RequestBody Hold hold,
            @Parameter(hidden = true) Principal system) {
        RequestCheck.key(key);
        RequestCheck.id("customerId", hold.customerId(), false);
        RequestCheck.points(hold.points());
        RequestCheck.id("orderId", hold.orderId(), true);
        RequestCheck.amount("paid", hold.paid(), hold.currency(), terms.now());
        Held held = redemptions.hold(
                system.getName(),
                key,
                hold.customerId(),
                hold.points(),
                hold.orderId(),
                new Paid(hold.paid(), hold.currency()));
        return held.isNew()
                ? ResponseEntity.created(URI.create(
                                "/api/loyalty/redemptions/" + held.redemption().id()))
                        .body(held.redemption())
                : ResponseEntity.ok(held.redemption());
    }

    @PostMapping("/{id}/confirm")
    @Operation(
            operationId = "confirmPoints",
            summary = "Confirm: the points are spent",
            description =
                    "They come back with `order.cancelled`, `order.returned` or `order.refunded` of the order, as many as"
                            + " the part of it cost, and expire when they would have.")
    @ApiResponse(responseCode = "200", description = "The points are spent, now or before")
    @TillRefusals
    @WithBody
    @Conflict
    Redemption confirm(
            @PathVariable String id,
            @RequestBody(required = false) Confirmation body,
            @Parameter(hidden = true) Principal system) {
        Confirmation said = body == null ? new Confirmation(null, null, null) : body;
        RequestCheck.id("orderId", said.orderId(), true);
        RequestCheck.amount("paid", said.paid(), said.currency(), terms.now());
        return redemptions.confirm(system.getName(), id, said.orderId(), new Paid(said.paid(), said.currency()));
    }

    @PostMapping("/{id}/cancel")
    @Operation(
            operationId = "cancelPoints",
            summary = "Cancel: the points go back to the customer",
            description = "They expire when they would have. What was confirmed comes back with its order alone.")
    @ApiResponse(responseCode = "200", description = "The hold has ended, now or before")
    @TillRefusals
    @Conflict
    Redemption cancel(@PathVariable String id, @Parameter(hidden = true) Principal system) {
        return redemptions.cancel(system.getName(), id);
    }

    @GetMapping("/{id}")
    @Operation(
            operationId = "pointsRedemption",
            summary = "Read a redemption of your own",
            description = "A system sees what it held itself, and nothing of others.")
    @ApiResponse(responseCode = "200", description = "The redemption")
    @TillRefusals
    Redemption read(@PathVariable String id, @Parameter(hidden = true) Principal system) {
        return redemptions
                .find(system.getName(), id)
                .orElseThrow(() -> new RedemptionRefused(
                        Reason.UNKNOWN,
                        "There is no such redemption of this system. Ask with the id that was answered."));
    }
}
