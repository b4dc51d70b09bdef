package io.rapport.app.imports;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.testing.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

@DisplayName("The command import")
class ImportCommandTest {

    private static final TestDatabase database = TestDatabase.migrated();

    @TempDir
    private Path directory;

    private record Said(int code, String text) {}

    private static Said run(Object... options) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<String> args = new ArrayList<>(List.of("--spring.datasource.url=" + database.jdbcUrl()));
        for (Object option : options) {
            args.add(option.toString());
        }
        int code = ImportCommand.command()
                .run(new PrintStream(out, true, StandardCharsets.UTF_8), args.toArray(String[]::new));
        return new Said(code, out.toString(StandardCharsets.UTF_8));
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private static int count(String table, String id) {
        return JdbcClient.create(database.dataSource())
                .sql("select count(*) from rapport." + table + " where id like ?")
                .param(id + "%")
                .query(Integer.class)
                .single();
    }

    @Test
    @DisplayName("brings customers in before what names them by address, and says what came of each file")
    void severalFiles() throws IOException {
        Path orders = file("orders.csv", "Nr,email,currency,total,placedAt\nM1,m1@example.com,EUR,5,2024-01-01\n");
        Path customers = file("customers.csv", "id,email\nM1,m1@example.com\n");
        Path mapping = file("import.yaml", "orders: {columns: {id: Nr}}");
        Said trial = run("--orders", orders, "--customers", customers, "--mapping", mapping, "--dry-run");
        assertThat(trial.text())
                .contains("customers: 1 rows read as UTF-8, 1 taken (not kept: --dry-run), 0 known already, 0 left out")
                .contains("orders: 1 rows read as UTF-8, 1 taken (not kept: --dry-run)");
        assertThat(count("customer", "M1") + count("customer_order", "M1")).isZero();
        assertThat(run("--orders", orders, "--customers", customers, "--mapping=" + mapping)
                        .code())
                .isZero();
        assertThat(count("customer", "M1") + count("customer_order", "M1")).isEqualTo(2);
    }

    @Test
    @DisplayName("writes what it leaves out beside the file, to be corrected and brought in")
    void faults() throws IOException {
        Path customers = file("customers.csv", "id,phone\nM2,none\nM3,\n");
        Said said = run("--customers", customers);
        assertThat(said.code()).isEqualTo(1);
        Path faults = directory.resolve("customers.csv.faults.csv");
        assertThat(said.text()).contains("1 taken, 0 known already, 1 left out").contains(faults.toString());
        Files.writeString(faults, Files.readString(faults).replace("M2,none,", "M2,,"));
        assertThat(run("--customers", faults).code()).isZero();
        assertThat(count("customer", "M2")).isEqualTo(1);
    }

    @Test
    @DisplayName("says what was asked wrongly, and how it goes")
    void askedWrongly() throws IOException {
        Path customers = file("customers.csv", "id\nM4\n");
        assertThat(run()).satisfies(said -> assertThat(said.code()).isEqualTo(2));
        assertThat(run().text()).contains("Name at least one file, such as --customers FILE");
        assertThat(run("--customers", "nowhere.csv").text()).contains("There is no file nowhere.csv");
        assertThat(run("--invoices", customers).text()).contains("There is no option --invoices");
        assertThat(run("--customers", customers, "--mapping", "shopware").text())
                .contains("The mapping is wrong");
        assertThat(run("--customers", customers, "--server", "http://localhost:1")
                        .text())
                .contains("--key KEY");
        assertThat(run("--customers", customers, "--key", "k").text()).contains("--server URL");
        assertThat(run("--customers", customers, "--spring.datasurce.url", "x").text())
                .contains("There is no option --spring.datasurce.url (did you mean '--spring.datasource.url'?)");
        assertThat(run("--customers", customers, "--server", "http://localhost:1", "--key", "k"))
                .satisfies(said -> assertThat(said.code()).isEqualTo(1))
                .satisfies(said -> assertThat(said.text()).contains("The server does not answer: check the address"));
        assertThat(run("--customers", customers, "--mapping", "nofile.yaml").text())
                .contains("There is no file nofile.yaml that can be read.");
        assertThat(run("--customers", customers, "--dry-runn", "--server", "http://localhost:1")
                        .text())
                .contains("There is no option --dry-runn (did you mean '--dry-run'?)");
    }

    @Test
    @DisplayName("counts the customers whom nobody knew, since a typing mistake makes one, too")
    void unknownIds() throws IOException {
        Path orders = file("orders.csv", "id,customerId,currency,total,placedAt\nM6-o,M6,EUR,5,2024-01-01\n");
        assertThat(run("--orders", orders).text())
                .contains("orders: customers whom nobody knew, made by the id alone: 1;");
        assertThat(run("--orders", orders).text()).doesNotContain("nobody knew");
    }

    @Test
    @DisplayName("says in a trial what the run itself will say, also of an order that stands in the file twice")
    void twiceInATrial() throws IOException {
        Path orders = file(
                "orders.csv",
                """
                id,customerId,currency,total,placedAt
                M7-a,M7,EUR,5,2024-01-01
                M7-b,M7,EUR,5,2024-01-01
                M7-a,M7,EUR,6,2024-01-01
                M7-b,M7,EUR,5,2024-01-01
                """);
        String numbers = "2 taken%s, 1 known already, 1 left out";
        assertThat(run("--orders", orders, "--dry-run").text()).contains(numbers.formatted(" (not kept: --dry-run)"));
        assertThat(run("--orders", orders).text()).contains(numbers.formatted(""));
    }

    @Test
    @DisplayName("is refused while the demo shop replays its past, whose customers would live through those days")
    void demoReplays() throws IOException {
        Path customers = file("customers.csv", "id\nM5\n");
        Path data = Files.createDirectories(directory.resolve("data"));
        Files.writeString(
                data.resolve("demo-replay"),
                "start=2026-06-01T12:00:00Z\nreached=2026-05-01T12:00:00Z\nfinished=false\n");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int code = ImportCommand.command()
                .run(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        "--rapport.data-dir",
                        data.toString(),
                        "--customers",
                        customers.toString());
        assertThat(code).isEqualTo(2);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("has not come to the end of its past")
                .contains("wait until its log says that it has arrived");
    }
}
