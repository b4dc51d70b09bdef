package io.rapport.database;

import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.RowCallbackHandler;

/**
 * Queries that PostgreSQL plans once a connection, whatever their parameters. It chooses by itself between that and a plan
 * for each execution; a choice that was made while tables were empty stays, and planning a large statement anew takes
 * several times as long as carrying it out. Right for statements that look everything up by key.
 */
public final class OnePlan {

    /** Holds until the transaction ends; a statement that is none by itself ends with the query. */
    private static final RoundTrip.Query PLANNED_ONCE = new RoundTrip.Query(
            "select set_config('plan_cache_mode', 'force_generic_plan', true)", Map.of(), nothing -> {});

    private final RoundTrip roundTrip;

    /** @param roundTrip to PostgreSQL */
    public OnePlan(RoundTrip roundTrip) {
        this.roundTrip = roundTrip;
    }

    /**
     * Runs a query, in the caller's transaction if there is one.
     *
     * @param sql one statement with named parameters
     * @param parameters by name
     * @param row is called for each row
     */
    public void query(String sql, Map<String, ?> parameters, RowCallbackHandler row) {
        roundTrip.run(List.of(PLANNED_ONCE, new RoundTrip.Query(sql, parameters, row)));
    }
}
