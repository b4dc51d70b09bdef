package io.rapport.loyalty;

import io.rapport.loyalty.LoyaltyDescription.PoolRefusals;
import io.rapport.loyalty.LoyaltyDescription.WithBody;
import io.rapport.loyalty.RedemptionRefused.Reason;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/coupon-pools}: codes that the shop made, for journeys to send (docs/loyalty.md). */
@RestController
@Tag(name = "Loyalty", description = "Points and coupons at the till")
@RequestMapping("/api/coupon-pools/{pool}")
class CouponPoolsController {

    private static final int MOST_CODES = 10_000;
    private static final int MOST_DAYS = 3_650;
    private static final int MOST_ALERT = 1_000_000;
    private static final int USUAL_ALERT = 100;
    private static final int MOST_STOCK = 100_000;

    private final CouponPools pools;
    private final CouponShops shops;
    private final LoyaltyTerms terms;

    CouponPoolsController(CouponPools pools, CouponShops shops, LoyaltyTerms terms) {
        this.pools = pools;
        this.shops = shops;
        this.terms = terms;
    }

    /** What the codes of a pool give. */
    @Schema(name = "CouponPoolTerms")
    record Terms(
            @Schema(description = "Off, 1 to 100; or an amount", example = "15") Integer percent,
            @Schema(description = "Off; or percent", example = "10.00") BigDecimal amount,
            @Schema(description = "Of amount and minimum, ISO 4217", example = "EUR") String currency,
            @Schema(description = "What the order must come to; left out for any", example = "40.00")
                    BigDecimal minimum,
            @Schema(
                            description =
                                    "The articles that they are for; left out for all. At most 500, each of 64 characters at most")
                    List<String> skus,
            @Schema(
                            description =
                                    "For how many days a coupon is valid when it was issued, if the shop's code is",
                            example = "14",
                            requiredMode = Schema.RequiredMode.REQUIRED)
                    Integer validDays,
            @Schema(
                            description =
                                    "With fewer free codes than these there is an alert; left out: 100, with `stock` half of it",
                            example = "100")
                    Integer alertBelow,
            @Schema(
                            description =
                                    "Who confirms the codes, as rapport.messaging.coupon-shops names it; left out: the shop makes them and fills the pool",
                            example = "webshop")
                    String shop,
            @Schema(
                            description =
                                    "With `shop`: how many confirmed codes are to be there. 0 gives the pool up: those that nobody has are withdrawn",
                            example = "200")
                    Integer stock) {}

    /** Codes for a pool. */
    @Schema(name = "CouponPoolCodes")
    record Codes(
            @Schema(
                            description = "As the shop's checkout knows them, at most 10,000 at a time, each a text of "
                                    + CouponPool.CODES,
                            requiredMode = Schema.RequiredMode.REQUIRED)
                    List<String> codes,
            @Schema(
                            description = "When they end in the shop: to come, within twenty years",
                            requiredMode = Schema.RequiredMode.REQUIRED)
                    Instant expiresAt) {}

    /** How a pool stands. */
    @Schema(name = "CouponPool")
    record PoolAnswer(
            @Schema(description = "Its name", example = "spring") String pool,
            @Schema(description = "Codes that can be issued") int free,
            @Schema(description = "With fewer than these there is an alert") int alertBelow,
            @Schema(
                            description = "Who confirms the codes; null if the shop makes them",
                            types = {"string", "null"})
                    String shop,
            @Schema(
                            description = "How many confirmed codes are to be there; null if the shop makes them",
                            types = {"integer", "null"})
                    Integer stock,
            @Schema(
                            description = "Why the shop has not confirmed the newest code; null if it has",
                            types = {"string", "null"})
                    String fault) {

        static PoolAnswer of(CouponPool pool) {
            CouponPool.Stock stock = pool.stock();
            return new PoolAnswer(
                    pool.name(),
                    pool.free(),
                    pool.alertBelow(),
                    stock == null ? null : stock.shop(),
                    stock == null ? null : stock.codes(),
                    pool.fault());
        }
    }

    @PutMapping
    @Operation(
            operationId = "defineCouponPool",
            summary = "Make a pool of coupons, or change what its codes give from now on",
            description = "What was issued stays as it is. Asks for a key with the scope `coupon-pools`.")
    @ApiResponse(responseCode = "200", description = "The pool as it stands")
    @PoolRefusals
    @WithBody
    PoolAnswer define(@Parameter(example = "spring") @PathVariable String pool, @RequestBody Terms terms) {
        name(pool);
        RequestCheck.require(
                (terms.percent() == null) != (terms.amount() == null), "percent: send either percent or amount.");
        RequestCheck.require(
                terms.percent() == null || terms.percent() >= 1 && terms.percent() <= 100,
                "percent: send a whole number from 1 to 100.");
        RequestCheck.currency(terms.currency(), terms.amount() != null || terms.minimum() != null, this.terms.now());
        RequestCheck.price("amount", terms.amount(), terms.currency());
        RequestCheck.price("minimum", terms.minimum(), terms.currency());
        RequestCheck.skus(terms.skus());
        RequestCheck.require(
                terms.validDays() != null && terms.validDays() >= 1 && terms.validDays() <= MOST_DAYS,
                "validDays: send a whole number from 1 to " + MOST_DAYS + ".");
        CouponPool.Stock stock = stock(terms);
        int usual = stock == null ? USUAL_ALERT : (stock.codes() + 1) / 2;
        int alert = terms.alertBelow() == null ? usual : terms.alertBelow();
        RequestCheck.require(
                alert >= 0 && alert <= MOST_ALERT, "alertBelow: send a whole number from 0 to " + MOST_ALERT + ".");
        try {
            pools.define(
                    pool,
                    new CouponTerms(
                            terms.percent(),
                            terms.amount(),
                            terms.currency(),
                            terms.minimum(),
                            terms.skus() == null ? List.of() : terms.skus(),
                            Duration.ofDays(terms.validDays())),
                    alert,
                    stock);
        } catch (CouponPools.PoolFixed fixed) {
            throw new RedemptionRefused(
                    Reason.INVALID,
                    fixed.field()
                            + ": what the codes give that a shop confirms, and who makes the codes of a pool, stays"
                            + " as it is. Make a pool with another name; stock 0 gives this one up.");
        }
        return find(pool);
    }

    private CouponPool.Stock stock(Terms terms) {
        RequestCheck.require(
                (terms.shop() == null) == (terms.stock() == null), "stock: send it with shop, and only then.");
        if (terms.shop() == null) {
            return null;
        }
        RequestCheck.require(
                shops.isKnown(terms.shop()),
                "shop: no shop of that name is set up. List it under rapport.messaging.coupon-shops.");
        RequestCheck.require(
                terms.stock() >= 0 && terms.stock() <= MOST_STOCK,
                "stock: send a whole number from 0 to " + MOST_STOCK + ".");
        return new CouponPool.Stock(terms.shop(), terms.stock());
    }

    @PostMapping("/codes")
    @Operation(
            operationId = "fillCouponPool",
            summary = "Fill a pool with codes that the shop made",
            description = "Codes that the pool has already change nothing, so that the same request may be sent again."
                    + " With one that belongs to another pool the request is refused.")
    @ApiResponse(responseCode = "200", description = "The pool as it stands")
    @PoolRefusals
    @WithBody
    PoolAnswer fill(@Parameter(example = "spring") @PathVariable String pool, @RequestBody Codes codes) {
        RequestCheck.require(
                find(pool).shop() == null, "codes: those of this pool are made here. Change `stock` for more of them.");
        RequestCheck.require(
                codes.codes() != null
                        && !codes.codes().isEmpty()
                        && codes.codes().size() <= MOST_CODES,
                "codes: send 1 to " + MOST_CODES + " codes.");
        for (int i = 0; i < codes.codes().size(); i++) {
            String code = codes.codes().get(i);
            // not the code itself: it is worth money
            RequestCheck.require(
                    code != null && CouponPool.isCode(code),
                    "codes: number " + (i + 1) + " of the list must be " + CouponPool.CODES + ".");
        }
        RequestCheck.require(
                codes.expiresAt() != null && CouponPool.isTerm(codes.expiresAt(), terms.now()),
                "expiresAt: send when they end in the shop, which is to come, within twenty years, such as"
                        + " 2037-01-01T00:00:00Z.");
        Set<String> others = Set.copyOf(pools.ofOthers(pool, codes.codes()));
        for (int i = 0; i < codes.codes().size() && !others.isEmpty(); i++) {
            RequestCheck.require(
                    !others.contains(CouponCodes.normal(codes.codes().get(i))),
                    "codes: number " + (i + 1) + " of the list belongs to another pool. Leave it out, or make another"
                            + " code for this one; nothing was taken.");
        }
        pools.add(pool, codes.codes(), codes.expiresAt());
        return find(pool);
    }

    @GetMapping
    @Operation(
            operationId = "couponPool",
            summary = "Read how a pool stands",
            description =
                    "How many of its codes can be issued, which are those that the shop takes for 74 hours at least.")
    @ApiResponse(responseCode = "200", description = "The pool")
    @PoolRefusals
    PoolAnswer read(@Parameter(example = "spring") @PathVariable String pool) {
        return find(pool);
    }

    private PoolAnswer find(String pool) {
        name(pool);
        return pools.find(pool)
                .map(PoolAnswer::of)
                .orElseThrow(() -> new RedemptionRefused(
                        Reason.UNKNOWN,
                        "There is no such pool of coupons. Make it by PUT /api/coupon-pools/" + pool + "."));
    }

    private static void name(String pool) {
        RequestCheck.require(CouponPool.isName(pool), "pool: use " + CouponPool.NAMES + ".");
    }
}
