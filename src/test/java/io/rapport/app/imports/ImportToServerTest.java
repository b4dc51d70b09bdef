package io.rapport.app.imports;

import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.testing.RapportTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

@RapportTest
@DisplayName("The command import with --server")
@Tag("slow")
class ImportToServerTest {

    @LocalServerPort
    private int port;

    @Autowired
    private JdbcClient jdbc;

    @TempDir
    private Path directory;

    private String id;

    private record Said(int code, String text) {}

    @BeforeEach
    void anId() {
        id = newId("s");
    }

    private Said run(String key, Object... options) {
        List<String> args = new ArrayList<>(List.of("--server", "http://localhost:" + port + "/", "--key", key));
        for (Object option : options) {
            args.add(option.toString());
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int code = ImportCommand.command()
                .run(new PrintStream(out, true, StandardCharsets.UTF_8), args.toArray(String[]::new));
        return new Said(code, out.toString(StandardCharsets.UTF_8));
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private int count(String table) {
        return jdbc.sql("select count(*) from rapport." + table + " where id like ?")
                .param(id + "%")
                .query(Integer.class)
                .single();
    }

    @Test
    @DisplayName("sends each file, customers first, with the mapping, and waits until the server has brought them in")
    void files() throws IOException {
        Path orders = file(
                "orders.csv",
                "Nr,email,currency,total,placedAt\n%1$s-o,%1$s@example.com,EUR,5,2024-01-01\n".formatted(id));
        Path customers = file("customers.csv", "id,email\n%1$s,%1$s@example.com\n".formatted(id));
        Path mapping = file("import.yaml", "orders: {columns: {id: Nr}}");
        Said said = run("demo-key", "--orders", orders, "--customers", customers, "--mapping", mapping);
        assertThat(said.text())
                .contains("customers: 1 rows read as UTF-8, 1 taken, 0 known already, 0 left out")
                .contains("orders: 1 rows read as UTF-8, 1 taken, 0 known already, 0 left out");
        assertThat(said.code()).isZero();
        assertThat(List.of(count("customer"), count("customer_order"))).containsExactly(1, 1);
    }

    @Test
    @DisplayName("writes what the server left out beside the file, to be corrected and sent")
    void faults() throws IOException {
        Path customers = file("customers.csv", "id,phone\n%s,none\n".formatted(id));
        Said said = run("demo-key", "--customers", customers);
        assertThat(said.code()).isEqualTo(1);
        Path faults = directory.resolve("customers.csv.faults.csv");
        assertThat(said.text()).contains("1 left out").contains(faults.toString());
        assertThat(Files.readString(faults)).contains(id + ",none,2,phone,none,");
        Files.writeString(faults, Files.readString(faults).replace(id + ",none,", id + ",,"));
        assertThat(run("demo-key", "--customers", faults).code()).isZero();
        assertThat(count("customer")).isOne();
    }

    @Test
    @DisplayName("tries with --dry-run, and keeps nothing")
    void trial() throws IOException {
        Said said = run("demo-key", "--customers", file("customers.csv", "id\n" + id + "\n"), "--dry-run");
        assertThat(said.text()).contains("1 taken (not kept: --dry-run)");
        assertThat(said.code()).isZero();
        assertThat(count("customer")).isZero();
    }

    @Test
    @DisplayName("says why a server does not take a file, or could not use it")
    void refused() throws IOException {
        Path customers = file("customers.csv", "id\n" + id + "\n");
        Said stranger = run("guessed", "--customers", customers);
        assertThat(stranger.code()).isEqualTo(2);
        assertThat(stranger.text()).contains("The server does not take " + customers + ": 401");
        Said headless = run("demo-key", "--customers", file("headless.csv", "name,phone\nAda,\n"));
        assertThat(headless.code()).isEqualTo(1);
        assertThat(headless.text()).contains("customers: No column holds id: name it in the mapping");
        assertThat(count("customer")).isZero();
    }
}
