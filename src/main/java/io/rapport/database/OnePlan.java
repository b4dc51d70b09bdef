package io.rapport.database;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;

/**
 * Queries that PostgreSQL plans once a connection, whatever their parameters. It chooses by itself between that and a plan
 * for each execution; a choice that was made while tables were empty stays, and planning a large statement anew takes
 * several times as long as carrying it out. Right for statements that look everything up by key.
 */
public final class OnePlan {

    /** Holds until the transaction ends; a statement that is none by itself ends with the query. */
    private static final String PLANNED_ONCE = "select set_config('plan_cache_mode', 'force_generic_plan', true); ";

    private final NamedParameterJdbcOperations jdbc;

    /** @param jdbc of PostgreSQL */
    public OnePlan(NamedParameterJdbcOperations jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Runs a query, in the caller's transaction if there is one.
     *
     * @param sql one statement with named parameters
     * @param parameters by name
     * @param row is called for each row
     */
    public void query(String sql, Map<String, ?> parameters, RowCallbackHandler row) {
        jdbc.execute(PLANNED_ONCE + sql, parameters, statement -> {
            statement.execute();
            if (!statement.getMoreResults()) {
                throw new SQLException("the statement is no query");
            }
            try (ResultSet rows = statement.getResultSet()) {
                while (rows.next()) {
                    row.processRow(rows);
                }
            }
            return null;
        });
    }
}
