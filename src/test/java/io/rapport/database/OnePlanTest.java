package io.rapport.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

@DisplayName("A query with one plan")
class OnePlanTest {

    /** Cheapest to plan for the few rows that are asked for, as PostgreSQL sees it. */
    private static final String SQL =
            "select a.id from unnest(:ids::text[]) wanted (id) join pg_temp.account a on a.id = wanted.id order by a.id";

    private final SingleConnectionDataSource connection =
            new SingleConnectionDataSource(TestDatabase.create().jdbcUrl(), true);
    private final NamedParameterJdbcTemplate jdbc = new NamedParameterJdbcTemplate(connection);
    private final OnePlan onePlan = new OnePlan(new RoundTrip(jdbc.getJdbcOperations()));

    @BeforeEach
    void table() {
        jdbc.getJdbcOperations().execute("create temp table account (id text primary key)");
        jdbc.getJdbcOperations().execute("insert into account select 'a' || n from generate_series(1, 20000) n");
        jdbc.getJdbcOperations().execute("analyze account");
    }

    @AfterEach
    void close() {
        connection.destroy();
    }

    private List<String> ask(String... ids) {
        List<String> found = new ArrayList<>();
        onePlan.query(SQL, Map.of("ids", ids), row -> found.add(row.getString("id")));
        return found;
    }

    private long plans(String kind) {
        return jdbc.queryForObject(
                "select sum(" + kind + "_plans) from pg_prepared_statements where statement like '%pg_temp.account%'"
                        + " and statement like '%unnest%'",
                Map.of(),
                Long.class);
    }

    @Test
    @DisplayName("answers what was asked, and is planned once, however often it is asked for little or much")
    void once() {
        for (int i = 0; i < 20; i++) {
            assertThat(ask("a7", "x", "a3")).containsExactly("a3", "a7");
        }
        assertThat(plans("custom")).isZero();
        assertThat(plans("generic")).isPositive();
    }

    @Test
    @DisplayName("leaves what the connection does afterwards as it was")
    void local() {
        ask("a1");

        assertThat(jdbc.getJdbcOperations().queryForObject("show plan_cache_mode", String.class))
                .isEqualTo("auto");
    }

    @Test
    @DisplayName("must be a query")
    void noQuery() {
        assertThatThrownBy(() -> onePlan.query("delete from account where id = :id", Map.of("id", "x"), row -> {}))
                .isInstanceOf(DataAccessException.class);
    }
}
