package io.rapport.channel;

import io.micrometer.core.instrument.Counter;
import io.rapport.channel.HttpPoster.Exchange;
import io.rapport.channel.HttpPoster.Reach;
import io.rapport.loyalty.CouponShops;
import io.rapport.loyalty.CouponTerms;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shops that are asked by signed webhooks to take codes of coupons at their checkout, and to take them no more. What is unclear
 * is asked again under the same id, which a shop keeps to; so a code is registered once.
 */
final class WebhookCouponShops implements CouponShops, AutoCloseable {

    static final String KEY = "coupon-shop";

    private static final Logger LOG = LoggerFactory.getLogger(WebhookCouponShops.class);
    /** Answers that are about the address, the signature or the moment, and not about the code. */
    private static final Set<Integer> NOT_OF_THE_CODE = Set.of(401, 403, 404, 405, 407, 408, 410, 421, 425, 429);

    private static final Set<Integer> OF_THE_MOMENT = Set.of(408, 425, 429);

    private final HttpPoster http;
    private final Map<String, SignedWebhook> shops;
    private final Clock clock;
    private final Counter refusals;

    /**
     * @param clock of the processes, by which a request says when it was made
     * @param realTime of signatures
     * @param refusals counts answers that are about the address and not about a code
     * @throws IllegalArgumentException if a secret is none
     */
    WebhookCouponShops(
            HttpPoster http,
            List<ChannelProperties.Webhook> settings,
            Clock clock,
            InstantSource realTime,
            Counter refusals) {
        this.http = http;
        this.shops = settings.stream()
                .map(shop -> SignedWebhook.of(shop, realTime))
                .collect(Collectors.toUnmodifiableMap(SignedWebhook::name, Function.identity()));
        this.clock = clock;
        this.refusals = refusals;
    }

    @Override
    public boolean isKnown(String shop) {
        return shops.containsKey(shop);
    }

    @Override
    public Answer ask(Request request) {
        SignedWebhook shop = shops.get(request.shop());
        if (shop == null) {
            return new Answer(
                    Outcome.UNCLEAR,
                    request.shop() + " is not set up on this node; list it under rapport.messaging.coupon-shops",
                    null);
        }
        String id = request.id().toString();
        return judge(shop.name(), shop.post(http, id, Map.of("Idempotency-Key", id), body(request, clock.instant())));
    }

    private Answer judge(String shop, Exchange exchange) {
        if (exchange.reach() != Reach.ANSWERED) {
            return new Answer(
                    Outcome.UNCLEAR,
                    shop
                            + (exchange.reach() == Reach.NOT_SENT ? " was not reached: " : " gave no whole answer: ")
                            + exchange.fault(),
                    null);
        }
        int status = exchange.status();
        String why = shop + " answered " + status;
        if (status >= 200 && status < 300) {
            return new Answer(Outcome.TAKEN, why, null);
        }
        if (status >= 400 && status < 500 && !NOT_OF_THE_CODE.contains(status)) {
            LOG.warn("The shop {} refused a code: it answered {}", shop, status);
            return new Answer(Outcome.REFUSED, why, null);
        }
        if (status < 500 && !OF_THE_MOMENT.contains(status)) {
            refusals.increment();
            LOG.warn("The shop {} takes no requests about codes: it answered {}", shop, status);
        }
        return new Answer(Outcome.UNCLEAR, why, exchange.pause());
    }

    private static byte[] body(Request request, Instant now) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("code", request.code());
        data.put("pool", request.pool());
        if (request.kind() == Kind.REGISTER) {
            CouponTerms terms = request.terms();
            data.put("percent", terms.percent());
            data.put("amount", terms.amount());
            data.put("currency", terms.currency());
            data.put("minimum", terms.minimum());
            data.put("skus", terms.skus());
            data.put("uses", 1);
            data.put(
                    "expiresAt",
                    request.expiresAt().truncatedTo(ChronoUnit.SECONDS).toString());
        }
        return SignedWebhook.body(request.kind() == Kind.REGISTER ? "coupon.requested" : "coupon.withdrawn", now, data);
    }

    @Override
    public void close() {
        http.close();
    }
}
