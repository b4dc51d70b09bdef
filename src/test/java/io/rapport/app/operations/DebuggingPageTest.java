package io.rapport.app.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.rapport.testing.RapportTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;

@RapportTest
@DisplayName("docs/debugging.md asks for what there is")
class DebuggingPageTest {

    private static final Path PAGE = Path.of("docs/debugging.md");

    /** Values for the variables of psql, as an operator would set them. */
    private static final Map<String, String> VALUES = Map.of(
            "source", "urn:shop",
            "event", "1",
            "customer", "42",
            "type", "order.placed",
            "key", "order:4711",
            "message", "3f0c6b1e-6a53-4c0e-9d27-8a5c1b0f7e42");

    @Autowired
    private JdbcTemplate jdbc;

    @LocalServerPort
    private int port;

    @Test
    @DisplayName("each of its statements runs")
    void statements() throws IOException {
        List<String> statements = Pattern.compile("(?s)```sql\\n(.*?);?\\n```")
                .matcher(Files.readString(PAGE))
                .results()
                .map(block -> block.group(1))
                .toList();
        assertThat(statements).hasSizeGreaterThan(10);
        for (String statement : statements) {
            String filled = Pattern.compile(":'(\\w+)'")
                    .matcher(statement)
                    .replaceAll((MatchResult variable) -> "'" + VALUES.get(variable.group(1)) + "'");
            assertThatCode(() -> jdbc.queryForList(filled)).as(filled).doesNotThrowAnyException();
        }
    }

    @Test
    @DisplayName("each state of events and messages that the tables know is explained")
    void states() throws IOException {
        String page = Files.readString(PAGE);
        for (String table : List.of("inbox_event", "outbox_message")) {
            String check = jdbc.queryForObject(
                    """
                    select pg_get_constraintdef(c.oid) from pg_constraint c
                    where c.conrelid = ('rapport.' || ?)::regclass and c.contype = 'c'
                      and pg_get_constraintdef(c.oid) like '%(state = ANY%'""",
                    String.class, table);
            Matcher state = Pattern.compile("'(\\w+)'").matcher(check);
            while (state.find()) {
                assertThat(page).as(table).contains("`" + state.group(1) + "`");
            }
        }
    }

    @Test
    @DisplayName("each metric that it names is there")
    void metrics() throws Exception {
        String metrics = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/actuator/prometheus"))
                                .header("Authorization", "Bearer metrics-token-for-tests")
                                .build(),
                        BodyHandlers.ofString())
                .body();
        Set<String> named = Pattern.compile("`(rapport_[a-z_]+)")
                .matcher(Files.readString(PAGE))
                .results()
                .map(metric -> metric.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(named).hasSizeGreaterThan(12);
        // counters of channels that are not set up are there with their first refusal
        named.remove("rapport_channel_refusals_total");
        assertThat(named).allSatisfy(metric -> assertThat(metrics).contains("\n" + metric));
    }
}
