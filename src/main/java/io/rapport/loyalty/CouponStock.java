package io.rapport.loyalty;

import io.rapport.loyalty.CouponShops.Answer;
import io.rapport.loyalty.CouponShops.Kind;
import io.rapport.loyalty.CouponShops.Outcome;
import io.rapport.loyalty.CouponShops.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Keeps so many codes in the pools of shops that confirm them as there are to be. A code is free once its shop has taken it, so
 * that no journey waits for a shop and no mail carries a code that the checkout does not know.
 *
 * <p>A request is a row before it is sent, and goes out under one id until the shop has answered, whatever happens in between.
 * A shop that gives no clear answer is asked less and less often; so is one that refuses several codes in a row.
 */
@Component
final class CouponStock {

    /** So many codes in a row are refused for what they give, and not for themselves. */
    static final int MOST_REFUSALS = 3;

    static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);

    /** Longer than any answer takes: who claimed a request has ended by then. */
    private static final Duration CLAIM = Duration.ofMinutes(5);

    private final CouponRequests requests;
    private final CouponShops shops;
    private final LoyaltyTerms terms;
    private final TransactionTemplate transaction;

    CouponStock(JdbcClient jdbc, CouponShops shops, LoyaltyTerms terms, PlatformTransactionManager transactions) {
        this.requests = new CouponRequests(jdbc);
        this.shops = shops;
        this.terms = terms;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** Notes which codes are to be registered and withdrawn, by what the pools have. Each pool on one node at a time. */
    void plan() {
        transaction.executeWithoutResult(status -> {
            Instant now = terms.now();
            requests.dropEnded(now);
            for (CouponRequests.Lack lack : requests.lacks(now)) {
                requests.withdrawSurplus(lack.pool(), now);
                for (int i = 0; i < lack.codes(MOST_REFUSALS); i++) {
                    requests.register(lack.pool(), CouponCodes.next(), now);
                }
            }
        });
    }

    /**
     * Sends the oldest request that may go out now, and notes what came of it.
     *
     * @return whether there was one
     */
    boolean askNext() {
        Optional<Request> next = transaction.execute(
                status -> requests.claim(terms.now(), terms.now().plus(CLAIM)));
        if (next.isEmpty()) {
            return false;
        }
        Request request = next.get();
        Answer answer = shops.ask(request);
        transaction.executeWithoutResult(status -> settle(request, answer));
        return true;
    }

    private void settle(Request request, Answer answer) {
        Instant now = terms.now();
        if (answer.outcome() == Outcome.UNCLEAR) {
            int failures = requests.failed(request, answer.why());
            requests.pause(request.pool(), now.plus(pause(failures, answer.pause())));
            return;
        }
        if (!requests.end(request.id())) {
            // another node has had the answer to the same request
            return;
        }
        if (answer.outcome() == Outcome.TAKEN) {
            if (request.kind() == Kind.REGISTER) {
                requests.free(request);
            }
            requests.succeeded(request.pool());
        } else if (request.kind() == Kind.REGISTER && requests.refused(request.pool(), answer.why()) >= MOST_REFUSALS) {
            requests.pause(request.pool(), now.plus(LONGEST_PAUSE));
        }
    }

    /** @return a minute after the first failure, then twice as long each time, an hour at most unless the shop asks for more */
    static Duration pause(int failures, Duration asked) {
        Duration own = FIRST_PAUSE.multipliedBy(1L << Math.min(6, Math.max(0, failures - 1)));
        Duration pause = own.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : own;
        return asked != null && asked.compareTo(pause) > 0 ? asked : pause;
    }
}
