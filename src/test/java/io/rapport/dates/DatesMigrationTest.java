package io.rapport.dates;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.journey.internal.V1__Engine_schema;
import io.rapport.testing.TestDatabase;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationVersion;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

@DisplayName("A database of before dates raised events")
class DatesMigrationTest {

    private static void migrate(TestDatabase database, String target) {
        Flyway.configure()
                .javaMigrations(new V1__Engine_schema())
                .dataSource(database.dataSource())
                .schemas("rapport")
                .locations("classpath:db/migration")
                .target(MigrationVersion.fromVersion(target))
                .load()
                .migrate();
    }

    @Test
    @DisplayName("brings the dates of the customers that are known along, as no news")
    void known() {
        TestDatabase database = TestDatabase.create();
        migrate(database, "47");
        JdbcClient jdbc = JdbcClient.create(database.dataSource());
        jdbc.sql(
                        """
                insert into rapport.customer (id, birthday, time_zone, attributes) values
                    ('ann', '1986-04-17', 'Europe/Berlin', '{"contractEnd": "2027-01-31", "segment": "vip", "since": 2020}'),
                    ('bea', null, null, '{"note": "2027-13-99", "other": "on 2027-01-31"}'),
                    ('cora', null, 'UTC', '{}')""")
                .update();
        migrate(database, "47.1");
        assertThat(jdbc.sql(
                                """
                        select concat_ws(' ', customer_id, name, month_day, year, time_zone, changed)
                        from rapport.customer_date order by 1""")
                        .query(String.class)
                        .list())
                .containsExactly(
                        "ann attributes.contractEnd 131 2027 Europe/Berlin f",
                        "ann birthday 417 1986 Europe/Berlin f",
                        "bea attributes.note 1399 2027  f");
    }

    @Test
    @DisplayName("brings the first orders that stand along, as no news")
    void firstOrders() {
        TestDatabase database = TestDatabase.create();
        migrate(database, "57");
        JdbcClient jdbc = JdbcClient.create(database.dataSource());
        jdbc.sql(
                        "insert into rapport.customer (id, time_zone) values ('ann', 'Asia/Shanghai'), ('bea', 'Mars/Olympus')")
                .update();
        jdbc.sql(
                        """
                insert into rapport.customer_order (id, customer_id, placed_at, called_off, former) values
                    ('o1', 'ann', '2024-02-28T20:00:00Z', null, false),
                    ('o2', 'ann', '2024-01-05T10:00:00Z', 'cancelled', false),
                    ('o3', 'ann', '2023-01-05T10:00:00Z', null, true),
                    ('o4', 'bea', '2025-12-31T23:30:00Z', null, false),
                    ('o5', 'bea', null, null, false)""")
                .update();
        migrate(database, "68");
        assertThat(jdbc.sql(
                                """
                        select concat_ws(' ', customer_id, name, month_day, year, time_zone, changed)
                        from rapport.customer_date order by 1""")
                        .query(String.class)
                        .list())
                .containsExactly(
                        "ann first-order 229 2024 Asia/Shanghai f", "bea first-order 1231 2025 Mars/Olympus f");
    }
}
