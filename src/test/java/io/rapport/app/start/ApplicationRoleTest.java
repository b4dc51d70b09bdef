package io.rapport.app.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.journey.internal.V1__Engine_schema;
import io.rapport.testing.TestDatabase;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

@DisplayName("With a role that owns the tables and one for the application, the application")
@Tag("slow")
class ApplicationRoleTest {

    private static final String INSERT =
            """
            insert into rapport.audit_entry (actor_kind, actor, action, what, why)
            values ('staff', 'clara', 'read', 'customer-page', 'search')""";

    private static final TestDatabase DATABASE = TestDatabase.create();
    private static JdbcClient application;

    @BeforeAll
    static void start() {
        JdbcClient superuser = JdbcClient.create(DATABASE.dataSource());
        for (String role : new String[] {"tables_owner", "tables_application"}) {
            superuser
                    .sql("do $$ begin create role " + role
                            + " login; exception when duplicate_object then null; end $$")
                    .update();
        }
        superuser
                .sql("grant create on database " + DATABASE.name() + " to tables_owner")
                .update();
        application = JdbcClient.create(as("tables_application"));
        migrate();
        // the next start finds the rights as they are
        migrate();
        application.sql(INSERT).update();
    }

    private static void migrate() {
        new DatabaseSchema(as("tables_application"))
                .migrate(Flyway.configure()
                        .javaMigrations(new V1__Engine_schema())
                        .dataSource(as("tables_owner"))
                        .locations("classpath:db/migration")
                        .schemas("rapport")
                        .defaultSchema("rapport")
                        .load());
    }

    private static DataSource as(String role) {
        return new DriverManagerDataSource(DATABASE.jdbcUrl().replaceFirst("user=[^&]*", "user=" + role), role, "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into rapport.customer (id) values ('role-1') on conflict do nothing",
                "update rapport.customer set locale = 'en' where id = 'none'",
                "delete from rapport.customer where id = 'none'",
                "update rapport.act_ge_property set rev_ = rev_ where name_ = 'none'",
                INSERT,
            })
    @DisplayName("reads and writes rows, and writes into the audit log")
    void allowed(String statement) {
        assertThatCode(() -> application.sql(statement).update()).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update rapport.audit_entry set why = 'nothing'",
                "delete from rapport.audit_entry",
                "truncate rapport.audit_entry",
                "delete from rapport.%s",
                "update rapport.%s set why = 'nothing'",
                "truncate rapport.%s",
                "insert into rapport.%s (actor_kind, actor, action, what, why) values ('staff', 'x', 'read', 'x', 'x')",
                "drop table rapport.%s",
                "drop table rapport.audit_entry",
                "alter table rapport.audit_entry disable trigger all",
                "alter table rapport.audit_entry detach partition rapport.%s",
                "drop trigger audit_entry_unchanged on rapport.audit_entry",
                "alter function rapport.drop_audit_months(timestamptz) set lock_timeout = 0",
                "insert into rapport.audit_entry (at, actor_kind, actor, action, what, why)"
                        + " values (now() - interval '1 day', 'staff', 'x', 'read', 'x', 'x')",
                "update rapport.audit_subject set pseudonym = gen_random_uuid()",
                "insert into rapport.audit_subject (customer_id, pseudonym) values ('x', gen_random_uuid())",
                "select rapport.grant_audit_rights('tables_application')",
                "create table rapport.mine (id int)",
                "drop table rapport.customer",
                "truncate rapport.customer",
                "delete from rapport.flyway_schema_history",
                "set role tables_owner",
            })
    @DisplayName("changes nothing in the audit log, nor the tables themselves")
    void refused(String statement) {
        String month = "audit_entry_"
                + application
                        .sql("select to_char(now() at time zone 'UTC', 'YYYY_MM')")
                        .query(String.class)
                        .single();

        assertThatThrownBy(() -> application.sql(statement.formatted(month)).update())
                .rootCause()
                .isInstanceOfSatisfying(SQLException.class, denied -> assertThat(denied.getSQLState())
                        .as(denied.getMessage())
                        .isEqualTo("42501"));
    }

    @Test
    @DisplayName("drops months by their function alone, and those of the last year not even by that")
    void months() {
        long before = entries();

        application.sql("select rapport.open_audit_months()").query().listOfRows();
        int dropped = application
                .sql("select rapport.drop_audit_months(now() + interval '100 years')")
                .query(Integer.class)
                .single();

        assertThat(dropped).isZero();
        assertThat(entries()).isEqualTo(before).isPositive();
    }

    private static long entries() {
        return application
                .sql("select count(*) from rapport.audit_entry")
                .query(Long.class)
                .single();
    }
}
