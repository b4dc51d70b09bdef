package io.rapport.database;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.ArgumentPreparedStatementSetter;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterUtils;
import org.springframework.jdbc.core.namedparam.ParsedSql;
import org.springframework.stereotype.Component;

/**
 * Sends queries to the database together, so that all of them take one way there and back: where each takes a fraction of a
 * millisecond, the ways are most of it. Each sees what was committed when it began, the later ones what the earlier ones did.
 */
@Component
public final class RoundTrip {

    private final JdbcOperations jdbc;
    private final Map<String, ParsedSql> parsed = new ConcurrentHashMap<>();

    /** @param jdbc of PostgreSQL */
    public RoundTrip(JdbcOperations jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * One of them.
     *
     * @param sql one statement that returns rows, with named parameters; always the same text for the same question
     * @param parameters by name
     * @param row is called for each row
     */
    public record Query(String sql, Map<String, ?> parameters, RowCallbackHandler row) {}

    /**
     * Runs queries one after the other, in the caller's transaction; without one they are a transaction of their own.
     *
     * @param queries at least one
     * @throws org.springframework.dao.DataAccessException if one of them fails; none of those behind it is run then
     */
    public void run(List<Query> queries) {
        StringJoiner sql = new StringJoiner("; ");
        List<Object> values = new ArrayList<>();
        for (Query query : queries) {
            ParsedSql text = parsed.computeIfAbsent(query.sql(), NamedParameterUtils::parseSqlStatement);
            MapSqlParameterSource parameters = new MapSqlParameterSource(query.parameters());
            sql.add(NamedParameterUtils.substituteNamedParameters(text, parameters));
            Collections.addAll(values, NamedParameterUtils.buildValueArray(text, parameters, null));
        }
        jdbc.execute(sql.toString(), (PreparedStatement statement) -> {
            new ArgumentPreparedStatementSetter(values.toArray()).setValues(statement);
            boolean answered = statement.execute();
            for (Query query : queries) {
                if (!answered) {
                    throw new SQLException("the statement is no query");
                }
                try (ResultSet rows = statement.getResultSet()) {
                    while (rows.next()) {
                        query.row().processRow(rows);
                    }
                }
                answered = statement.getMoreResults();
            }
            return null;
        });
    }
}
