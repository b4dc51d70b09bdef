package io.rapport.app.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.app.embedded.StartRefused;
import io.rapport.testing.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
@DisplayName("At the start the database's characters are checked")
class DatabaseCharactersTest {

    private static Connection made(String name, String how) throws SQLException {
        TestDatabase any = TestDatabase.create();
        try (Connection connection = any.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name + " template template0 " + how);
        }
        return DriverManager.getConnection(any.jdbcUrl().replace("/" + any.name(), "/" + name));
    }

    @Test
    @DisplayName("one in another encoding than UTF-8 is refused, with the command that makes a right one")
    void encoding() throws SQLException {
        try (Connection latin = made("latin", "encoding 'LATIN1' locale_provider libc locale 'C'")) {
            assertThatThrownBy(() -> DatabaseCharacters.check(latin))
                    .isInstanceOfSatisfying(StartRefused.class, refused -> assertThat(refused.action())
                            .contains("create database", "encoding 'UTF8' locale 'C.UTF-8'", "pg_dump"))
                    .hasMessageContaining("latin")
                    .hasMessageContaining("LATIN1");
        }
    }

    @Test
    @DisplayName("one that knows the letters A to Z alone is warned of, with the same command")
    void letters(CapturedOutput output) throws SQLException {
        try (Connection plain = made("plain", "encoding 'UTF8' locale_provider libc locale 'C'")) {
            DatabaseCharacters.check(plain);
        }
        assertThat(output).contains("The database plain has the character type C", "locale 'C.UTF-8'");
    }

    @Test
    @DisplayName("one that knows every alphabet starts without a word")
    void everyAlphabet(CapturedOutput output) throws SQLException {
        try (Connection right = TestDatabase.create().dataSource().getConnection()) {
            DatabaseCharacters.check(right);
        }
        assertThat(output).doesNotContain("character type");
    }
}
