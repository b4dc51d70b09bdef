package io.rapport.testing;

import io.rapport.contactpolicy.KnownFacts;
import io.rapport.contactpolicy.PolicyFacts;
import io.rapport.database.RoundTrip;
import java.util.ArrayList;
import java.util.List;

/** What the facts that rooms add to the contact policy say, asked for as before a message is sent. */
public final class AskedFacts {

    private AskedFacts() {}

    /** @return what they say of a customer */
    public static KnownFacts of(String customer, PolicyFacts facts, RoundTrip roundTrip) {
        List<RoundTrip.Query> queries = new ArrayList<>();
        KnownFacts known = facts.ask(List.of(customer), queries);
        roundTrip.run(queries);
        return known;
    }
}
