package io.rapport.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node that is killed again and again while it empties a full outbox, seen from a mail server that counts. {@code verify}
 * kills twice; the long form is {@code mvn verify -Dchaos.mails=10000 -Dchaos.kills=25 -Dit.test=DispatcherKillIT
 * -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false} and prints its figures.
 */
@DisplayName("A dispatcher that is killed in the middle of a full outbox")
class DispatcherKillIT {

    private static final int MAILS = Integer.getInteger("chaos.mails", 1_000);
    private static final int KILLS = Integer.getInteger("chaos.kills", 2);
    private static final int WORKERS = 4;
    private static final Duration PATIENCE = Duration.ofMinutes(3 + MAILS / 1_000);

    private PostgresServer postgres;
    private CountingMailServer mails;
    private RapportProcess rapport;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        postgres = new PostgresServer(Files.createDirectory(folder.resolve("postgres")));
        mails = new CountingMailServer();
        rapport = RapportProcess.production(
                        Files.createDirectory(folder.resolve("node")), postgres.jdbcUrl(), mails.port())
                .with("RAPPORT_MESSAGING_WORKERS", String.valueOf(WORKERS))
                // what a dead node left is taken over soon; in production a send may take longer than this
                .with("RAPPORT_MESSAGING_READTIMEOUT", "2s")
                .with("RAPPORT_MESSAGING_SENDLEASE", "10s")
                .with("RAPPORT_MESSAGING_CLAIMLEASE", "3s");
        rapport.start();
    }

    @AfterEach
    void stop() throws IOException {
        if (rapport != null) {
            rapport.close();
        }
        if (mails != null) {
            mails.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }

    @Test
    @DisplayName("skips no mail and sends none twice; what was in its hands it shows as unknown")
    void skipsNone() throws Exception {
        fill();
        Random random = new Random(4);
        for (int kill = 1; kill <= KILLS; kill++) {
            int enough = MAILS * kill / (KILLS + 1) + random.nextInt(20);
            rapport.await(
                    enough + " mails came", PATIENCE, () -> mails.received().size() >= enough);
            rapport.killHard();
            rapport.launch();
        }
        awaitEmpty();

        Map<String, Integer> received = mails.received();
        List<String> sent = idsIn("sent");
        List<String> unknown = idsIn("unknown");
        int arrived = (int) unknown.stream().filter(received::containsKey).count();
        assertThat(sent.size() + unknown.size())
                .as("rows that are sent or unknown")
                .isEqualTo(MAILS);
        assertThat(received.values()).as("how often each mail came").containsOnly(1);
        assertThat(received.keySet()).as("what the outbox calls sent").containsAll(sent);
        assertThat(received).hasSize(sent.size() + arrived);
        assertThat(unknown).as("what was in the workers' hands").hasSizeLessThanOrEqualTo(WORKERS * KILLS);

        // an operator who wants each mail to arrive sends those again: only they can come twice
        execute("update rapport.outbox_message set state = 'queued', due_at = now() where state = 'unknown'");
        awaitEmpty();

        Map<String, Integer> all = mails.received();
        Set<String> twice = new HashSet<>(all.keySet());
        twice.removeIf(id -> all.get(id) == 1);
        assertThat(all).as("mails that came").hasSize(MAILS);
        assertThat(unknown).containsAll(twice);
        assertThat(all.values()).allMatch(times -> times <= 2);
        System.out.printf(
                "%,d mails, %d kills: %d unknown, of which %d had arrived; none skipped, %d doubled after an operator sent"
                        + " the unknown again%n",
                MAILS, KILLS, unknown.size(), arrived, twice.size());
    }

    private void awaitEmpty() {
        rapport.await("the outbox is empty", PATIENCE, () -> {
            String open = "select count(*) from rapport.outbox_message where state in ('queued', 'claimed', 'sending')";
            return rapport.query(open).equals(List.of("0"));
        });
    }

    private List<String> idsIn(String state) {
        return rapport.query("select message_id from rapport.outbox_message where state = '" + state + "'");
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl());
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.executeUpdate();
        }
    }

    private void fill() throws SQLException {
        String customers =
                """
                insert into rapport.customer (id, first_name, last_name, email, locale, time_zone, registered_at)
                select 'K' || n, 'Ada', 'Lovelace', 'k' || n || '@example.com', 'en-GB', 'Europe/London', now()
                from generate_series(1, ?) n""";
        String messages =
                """
                insert into rapport.outbox_message
                    (id, message, category, customer_id, message_id, queued_at, due_at, expires_at)
                select id, 'welcome', 'transactional', customer, '<' || id || '@leafandkettle.example>', now(), now(),
                    now() + interval '1 day'
                from (select gen_random_uuid() as id, 'K' || n as customer from generate_series(1, ?) n) row""";
        try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl())) {
            connection.setAutoCommit(false);
            for (String sql : List.of(customers, messages)) {
                try (PreparedStatement statement = connection.prepareStatement(sql)) {
                    statement.setInt(1, MAILS);
                    statement.executeUpdate();
                }
            }
            connection.commit();
        }
    }
}
