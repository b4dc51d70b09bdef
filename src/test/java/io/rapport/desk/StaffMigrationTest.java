package io.rapport.desk;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.journey.internal.V1__Engine_schema;
import io.rapport.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

@DisplayName("The update to queues as a file")
class StaffMigrationTest {

    @Test
    @DisplayName("records the queues of before as the file's, and nothing that Admin made")
    void adopts() throws IOException {
        TestDatabase database = TestDatabase.create();
        FluentConfiguration flyway = Flyway.configure()
                .javaMigrations(new V1__Engine_schema())
                .dataSource(database.dataSource())
                .schemas("rapport")
                .locations("classpath:db/migration");
        flyway.target("9").load().migrate();
        JdbcClient jdbc = JdbcClient.create(database.dataSource());
        for (String sql : List.of(
                "insert into rapport.act_id_group (id_, rev_, name_, type_) values ('care', 1, 'Care · 客户关怀', 'QUEUE')",
                "insert into rapport.act_id_group (id_, rev_, name_, type_) values ('own', 1, 'By Admin', 'WORKFLOW')",
                """
                insert into rapport.act_ru_filter (id_, rev_, resource_type_, name_, query_, properties_)
                values ('f1', 1, 'Task', 'Care · 客户关怀', '{}', '{}'), ('f2', 1, 'Task', 'By Admin', '{}', '{}'),
                    ('f3', 1, 'Task', 'My tasks · 我的任务', '{}', '{}')""",
                """
                insert into rapport.act_ru_authorization (id_, rev_, type_, group_id_, resource_type_, resource_id_, perms_)
                values ('a1', 1, 1, 'care', 0, 'tasklist', 32), ('a2', 1, 1, 'care', 6, '*', 2),
                    ('a3', 1, 1, 'care', 5, 'f1', 2), ('a4', 1, 1, 'care', 5, 'f3', 2),
                    ('a5', 1, 1, 'care', 0, 'cockpit', 32), ('a6', 1, 1, 'care', 5, 'f2', 2),
                    ('a7', 1, 1, 'own', 0, 'tasklist', 32)""")) {
            jdbc.sql(sql).update();
        }

        flyway.target("45").load().migrate();

        assertThat(jdbc.sql("select kind || ': ' || name || ' = ' || engine_id from rapport.staff_item order by 1")
                        .query(String.class)
                        .list())
                .containsExactlyInAnyOrder(
                        "group: care = care",
                        "filter: queue/care = f1",
                        "filter: own-tasks = f3",
                        "grant: care tasklist = a1",
                        "grant: care process-definitions = a2",
                        "grant: care filter queue/care = a3",
                        "grant: care filter own-tasks = a4");
        // what the shipped file says is what the constants said in English, so that the first start changes names alone
        StaffFile shipped = StaffFileReader.read(StaffFile.PATH, Files.readAllBytes(Path.of(StaffFile.PATH)))
                .orThrow();
        for (StaffItem item : StaffItem.of(shipped)) {
            jdbc.sql("select content from rapport.staff_item where kind = :kind and name = :name")
                    .param("kind", item.kind().key())
                    .param("name", item.name())
                    .query(String.class)
                    .optional()
                    .ifPresent(content -> assertThat(content.replaceAll("(?m) · .*$", ""))
                            .as(item.name())
                            .isEqualTo(item.content()));
        }
    }
}
