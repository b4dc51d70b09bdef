package io.rapport.customer;

import java.util.Collection;

/** Why a customer's tier, stage, segments and the like are to be evaluated anew. */
public enum ChangeKind {
    /** Something has just become known of the customer. */
    LIVE,
    /** Many customers change at once, as at midnight: what follows may wait for what is live. */
    BULK,
    /** What is found is state and no news, as after an import or for a new definition: nothing is raised. */
    FIRST;

    /**
     * Several changes of one customer are evaluated as one. What is state cannot be distinguished from what has just happened then:
     * nothing is raised rather than news of the past.
     *
     * @param kinds at least one
     * @return {@link #FIRST} if there is one, else {@link #LIVE} if there is one
     */
    static ChangeKind of(Collection<ChangeKind> kinds) {
        if (kinds.contains(FIRST)) {
            return FIRST;
        }
        return kinds.contains(LIVE) ? LIVE : BULK;
    }
}
