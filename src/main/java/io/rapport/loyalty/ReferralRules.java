package io.rapport.loyalty;

import java.util.Collection;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Who is no friend that somebody recommended the shop to. Asked when a code is named, and once more on the day of the reward:
 * by what is known then, whatever came first. Pure.
 */
final class ReferralRules {

    private ReferralRules() {}

    /** Why a referral is refused. */
    enum Reason {
        /** Nobody has the code. */
        UNKNOWN_CODE,
        /** It is the customer's own code, under whichever id. */
        SAME_CUSTOMER,
        /** The two share an address or an identity, or staff are to decide whether they are one person. */
        SAME_CONTACT,
        /** The friend recommended, through whichever others, the one whose code it is. */
        LOOP,
        /** The friend ordered before. */
        EXISTING_CUSTOMER,
        /** Somebody else recommended the friend before. */
        ALREADY_REFERRED;

        /** @return as it is stored, such as {@code same-contact} */
        String stored() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * What is known of the two.
     *
     * @param owner whose code it is, by the id of today; {@code null}: nobody's
     * @param friend who named it
     * @param contactsOfOwner addresses and identities, in one spelling each
     * @param contactsOfFriend likewise
     * @param maybeOnePerson whether staff are to decide if the two are one person, or they were refused as that before
     * @param ownerReferredBy who recommended the owner, who recommended that one, and so on, by older referrals
     * @param orderedBefore whether the friend ordered before the code was named
     * @param referredBefore whether another referral of the friend counts
     */
    record Known(
            String owner,
            String friend,
            Set<String> contactsOfOwner,
            Set<String> contactsOfFriend,
            boolean maybeOnePerson,
            Collection<String> ownerReferredBy,
            boolean orderedBefore,
            boolean referredBefore) {}

    /** @return the first reason to refuse it; empty if there is none */
    static Optional<Reason> refusal(Known known) {
        if (known.owner() == null) {
            return Optional.of(Reason.UNKNOWN_CODE);
        }
        if (known.owner().equals(known.friend())) {
            return Optional.of(Reason.SAME_CUSTOMER);
        }
        if (known.maybeOnePerson() || !Collections.disjoint(known.contactsOfOwner(), known.contactsOfFriend())) {
            return Optional.of(Reason.SAME_CONTACT);
        }
        if (known.ownerReferredBy().contains(known.friend())) {
            return Optional.of(Reason.LOOP);
        }
        if (known.orderedBefore()) {
            return Optional.of(Reason.EXISTING_CUSTOMER);
        }
        return known.referredBefore() ? Optional.of(Reason.ALREADY_REFERRED) : Optional.empty();
    }
}
