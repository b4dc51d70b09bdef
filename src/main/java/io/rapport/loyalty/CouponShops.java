package io.rapport.loyalty;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * The shops that confirm codes which are made here, before a journey takes one. The room of channels speaks with them.
 */
public interface CouponShops {

    /**
     * @param shop as the configuration names it
     * @return whether it is set up
     */
    boolean isKnown(String shop);

    /**
     * Asks a shop once, and waits for its answer. Called outside of any transaction.
     *
     * @param request what it is to do; the same one may come again
     * @return what came of it; whatever goes wrong outside is returned and not thrown
     */
    Answer ask(Request request);

    /**
     * What a shop is to do with a code.
     *
     * @param id the same however often it is sent, so that the shop does it once
     * @param shop which one
     * @param kind what to do
     * @param pool from which the code is
     * @param code as customers will type it
     * @param terms what it gives
     * @param expiresAt when it ends in the shop
     */
    record Request(UUID id, String shop, Kind kind, String pool, String code, CouponTerms terms, Instant expiresAt) {}

    /** What a shop is to do. */
    enum Kind {
        /** Take the code at the checkout from now on. */
        REGISTER,
        /** Take it no more. */
        WITHDRAW;

        static Kind of(String stored) {
            return stored.equals("withdraw") ? WITHDRAW : REGISTER;
        }
    }

    /**
     * What came of a request.
     *
     * @param outcome how it stands
     * @param why what the shop answered, or what went wrong, without addresses and codes
     * @param pause what the shop asks to wait before the next request; {@code null} if it asks for none
     */
    record Answer(Outcome outcome, String why, Duration pause) {}

    /** How a request stands after it was sent. */
    enum Outcome {
        /** The shop has done it. */
        TAKEN,
        /** The shop has not done it and will not. */
        REFUSED,
        /** The shop may have done it or not: the same request is to be sent again. */
        UNCLEAR
    }
}
