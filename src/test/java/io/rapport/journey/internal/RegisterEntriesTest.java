package io.rapport.journey.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.calendar.BusinessClock;
import io.rapport.journey.internal.JourneyRegister.End;
import io.rapport.journey.internal.JourneyRegister.Start;
import io.rapport.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

@DisplayName("What a command of the engine writes into the journeys' register is written in sets, and ends the same")
class RegisterEntriesTest {

    private static final Instant NOON = Instant.parse("2026-03-03T12:00:00Z");

    private static JdbcClient jdbc;
    private static JourneyRegister register;

    private RegisterEntries entries;

    @BeforeAll
    static void ownDatabase() {
        jdbc = JdbcClient.create(TestDatabase.migrated().pool());
        register = new JourneyRegister(jdbc, new BusinessClock());
    }

    @BeforeEach
    void empty() {
        jdbc.sql("truncate rapport.journey, rapport.journey_key").update();
        entries = new RegisterEntries(register);
    }

    private static Start start(String instance, String key) {
        return start(instance, key, null);
    }

    private static Start start(String instance, String key, String caller) {
        return new Start(instance, "welcome", key, "1", caller, NOON);
    }

    private static End outcome(String instance, String outcome) {
        return new End(instance, outcome, null, null);
    }

    private static End ended(String instance) {
        return new End(instance, null, "ended", NOON);
    }

    private List<String> instances() {
        return jdbc.sql(
                        """
                select concat_ws(' ', instance_id, business_key, case when ended_at is null then 'runs' end, outcome)
                from rapport.journey order by instance_id""")
                .query(String.class)
                .list();
    }

    private List<String> keys() {
        return jdbc.sql(
                        """
                select concat_ws(' ', business_key, running_instance, starts, case when last_started_at is not null then 'own' end)
                from rapport.journey_key order by business_key""")
                .query(String.class)
                .list();
    }

    @Test
    @DisplayName("Nothing is written before the end of the command, and then all")
    void atTheEnd() {
        entries.add(start("a", "customer:1"));
        entries.add(start("b", "customer:2"));
        entries.add(start("c", "order:1", "a"));
        entries.add(outcome("b", "done"));
        entries.add(ended("b"));
        assertThat(instances()).isEmpty();
        entries.flush();
        entries.flush();
        assertThat(instances()).containsExactly("a customer:1 runs", "b customer:2 done", "c order:1 runs");
        assertThat(keys()).containsExactly("customer:1 a 1 own", "customer:2 1 own");
    }

    @Test
    @DisplayName("An outcome is kept until the end, however the two are written; the last one counts")
    void outcomes() {
        entries.add(start("a", "customer:1"));
        entries.add(outcome("a", "first"));
        entries.flush();
        assertThat(instances()).containsExactly("a customer:1 runs first");
        entries.add(outcome("a", "last"));
        entries.add(ended("a"));
        entries.flush();
        assertThat(instances()).containsExactly("a customer:1 last");
        entries.add(start("b", "customer:2"));
        entries.add(ended("b"));
        entries.flush();
        assertThat(instances()).contains("b customer:2 ended");
    }

    @Test
    @DisplayName("A journey may end and start again about the same thing in one command, whichever was there before")
    void again() {
        entries.add(start("a", "customer:1"));
        entries.flush();
        entries.add(ended("a"));
        entries.add(start("b", "customer:1"));
        entries.add(ended("b"));
        entries.add(start("c", "customer:1"));
        entries.flush();
        assertThat(instances()).containsExactly("a customer:1 ended", "b customer:1 ended", "c customer:1 runs");
        assertThat(keys()).containsExactly("customer:1 c 3 own");
    }

    @Test
    @DisplayName(
            "One that runs already is refused by name, and the command fails with it even if somebody catches that")
    void refused() {
        entries.add(start("a", "customer:1"));
        entries.flush();
        entries.add(start("b", "customer:2"));
        entries.add(start("c", "customer:1"));
        assertThatThrownBy(entries::flush)
                .isInstanceOf(DuplicateKeyException.class)
                .hasMessage("an instance of the journey welcome about customer:1 runs");
        assertThatThrownBy(entries::flush).isInstanceOf(DuplicateKeyException.class);
    }

    @Test
    @DisplayName(
            "One that others call runs as often as they call it about the same thing, and keeps nobody from starting")
    void called() {
        entries.add(start("a", "customer:1", "caller"));
        entries.add(start("b", "customer:1", "caller"));
        entries.flush();
        entries.add(start("c", "customer:1", "another"));
        entries.add(start("d", "customer:1"));
        entries.flush();
        assertThat(instances())
                .containsExactly("a customer:1 runs", "b customer:1 runs", "c customer:1 runs", "d customer:1 runs");
        assertThat(keys()).containsExactly("customer:1 d 1 own");

        entries.add(start("e", "customer:1"));
        assertThatThrownBy(entries::flush).isInstanceOf(DuplicateKeyException.class);
    }

    @Test
    @DisplayName("When one that others called ends, then the others of the same key run on")
    void calledEnds() {
        entries.add(start("a", "customer:1", "caller"));
        entries.add(start("b", "customer:1", "caller"));
        entries.add(start("c", "customer:1"));
        entries.flush();
        entries.add(ended("a"));
        entries.flush();
        assertThat(instances()).containsExactly("a customer:1 ended", "b customer:1 runs", "c customer:1 runs");
        assertThat(keys()).containsExactly("customer:1 c 1 own");
    }

    @Test
    @DisplayName("The update takes away what called instances had left, and leaves what started by itself as it is")
    void update() throws IOException {
        jdbc.sql(
                        """
                insert into rapport.journey_key (business_key, journey, running_instance, starts, last_started_at) values
                    ('customer:1', 'part', 'called', 0, null), ('customer:2', 'welcome', 'alone', 2, now()),
                    ('customer:3', 'welcome', 'called-too', 1, now()), ('customer:4', 'part', null, 0, null);
                insert into rapport.journey (instance_id, journey, business_key, customer_id, called_by, started_at) values
                    ('called', 'part', 'customer:1', '1', 'caller', now()), ('alone', 'welcome', 'customer:2', '2', null, now()),
                    ('called-too', 'welcome', 'customer:3', '3', 'caller', now())""")
                .update();
        jdbc.sql(Files.readString(Path.of("src/main/resources/db/migration/V108__journey_keys_of_starts.sql")))
                .update();
        assertThat(keys()).containsExactly("customer:2 alone 2 own", "customer:3 1 own");
        assertThat(instances()).hasSize(3);
    }

    @Test
    @DisplayName("What is over is told for many at once")
    void over() {
        entries.add(start("a", "order:1"));
        entries.add(ended("a"));
        entries.add(start("b", "order:2"));
        entries.add(start("c", "order:3", "b"));
        entries.flush();
        assertThat(register.over(Map.of(
                        1L, List.of("order:1"),
                        2L, List.of("order:1", "order:2"),
                        3L, List.of("order:3"),
                        4L, List.of("order:4"),
                        5L, List.of())))
                .containsExactly(1L);
        assertThat(register.over(Map.of())).isEmpty();
    }
}
