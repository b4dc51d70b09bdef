package io.rapport.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.database.RoundTrip.Query;
import io.rapport.testing.TestDatabase;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.SqlParameterValue;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

@DisplayName("Queries that go to the database together")
class RoundTripTest {

    private final SingleConnectionDataSource connection =
            new SingleConnectionDataSource(TestDatabase.create().jdbcUrl(), true);
    private final JdbcTemplate jdbc = new JdbcTemplate(connection);
    private final RoundTrip roundTrip = new RoundTrip(jdbc);
    private final List<String> answers = new ArrayList<>();

    @BeforeEach
    void table() {
        jdbc.execute("create temp table account (id text primary key, credit int)");
        jdbc.execute("insert into account select 'a' || n, n from generate_series(1, 9) n");
    }

    @AfterEach
    void close() {
        connection.destroy();
    }

    private Query ask(String sql, Map<String, ?> parameters) {
        return new Query(sql, parameters, row -> answers.add(row.getString(1)));
    }

    @Test
    @DisplayName("are answered in their order, each by its own parameters, whatever names others use")
    void inOrder() {
        List<Integer> credits = new ArrayList<>();

        roundTrip.run(List.of(
                ask("select id from account where id = any(:ids) order by id", Map.of("ids", new String[] {"a3", "a1"
                })),
                new Query(
                        "select credit from account where id = :ids and :since::timestamptz < now()",
                        Map.of("ids", "a7", "since", Timestamp.from(Instant.EPOCH)),
                        row -> credits.add(row.getInt("credit"))),
                ask("select id from account where id = 'x'", Map.of()),
                ask(
                        "select coalesce(cast(:names as text[]), array['none']) :: text",
                        Map.of("names", new SqlParameterValue(Types.ARRAY, null)))));

        assertThat(answers).containsExactly("a1", "a3", "{none}");
        assertThat(credits).containsExactly(7);
    }

    @Test
    @DisplayName("take one way there and back, which is one transaction where there is none around it")
    void one() {
        Query transaction = ask("select pg_current_xact_id()::text", Map.of());

        roundTrip.run(List.of(transaction, transaction));
        roundTrip.run(List.of(transaction));

        assertThat(answers.get(1)).isEqualTo(answers.get(0)).isNotEqualTo(answers.get(2));
    }

    @Test
    @DisplayName("see what those before them did")
    void effects() {
        roundTrip.run(List.of(
                ask("update account set credit = 50 where id = 'a1' returning id", Map.of()),
                ask("select credit from account where id = 'a1'", Map.of())));

        assertThat(answers).containsExactly("a1", "50");
    }

    @Test
    @DisplayName("are nothing at all where one of them fails")
    void failure() {
        List<Query> queries = List.of(
                ask("update account set credit = 50 where id = 'a1' returning id", Map.of()),
                ask("select credit / (credit - credit) from account", Map.of()));

        assertThatThrownBy(() -> roundTrip.run(queries)).isInstanceOf(DataAccessException.class);
        assertThat(jdbc.queryForObject("select credit from account where id = 'a1'", Integer.class))
                .isEqualTo(1);
    }

    @Test
    @DisplayName("must return rows")
    void noQuery() {
        List<Query> queries = List.of(ask("delete from account", Map.of()), ask("select 'second'", Map.of()));

        assertThatThrownBy(() -> roundTrip.run(queries))
                .isInstanceOf(DataAccessException.class)
                .hasMessageContaining("no query");
    }
}
