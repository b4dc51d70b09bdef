package io.rapport.app.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.ErrorDetails;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.mock.env.MockEnvironment;

@DisplayName("A start that fails over the database says in one paragraph why, and what to set")
class DatabaseFailureAnalyzerTest {

    private final DatabaseFailureAnalyzer analyzer = new DatabaseFailureAnalyzer(new MockEnvironment()
            .withProperty("spring.datasource.url", "jdbc:postgresql://db:5432/crm?user=ada&password=geheim")
            .withProperty("spring.datasource.username", "ada"));

    @ParameterizedTest
    @CsvSource({
        "08001, No PostgreSQL answers at jdbc:postgresql://db:5432/crm, SPRING_DATASOURCE_URL",
        "28P01, does not let ada in, SPRING_DATASOURCE_PASSWORD",
        "28000, does not let ada in, SPRING_DATASOURCE_PASSWORD",
        "3D000, There is no such database: jdbc:postgresql://db:5432/crm, create database",
        "42501, The role ada lacks a right, create schema rapport",
        "53300, no connection left, max_connections",
        "57P03, 'starting, stopping or in recovery', start Rapport again",
        "0A000, cannot be used: what the server says (SQL state 0A000), PostgreSQL 14",
    })
    @DisplayName("for each cause, with the server's first line and never with what stands behind the address")
    void causes(String state, String description, String action) {
        FailureAnalysis analysis = analyzer.analyze(new IllegalStateException(
                "wrapped", new RuntimeException(new SQLException("what the server says\n  and more", state))));

        assertThat(analysis.getDescription()).containsIgnoringCase(description).doesNotContain("geheim", "and more");
        assertThat(analysis.getAction()).containsIgnoringCase(action).doesNotContain("geheim");
    }

    @Test
    @DisplayName("for tables of another version")
    void otherVersion() {
        FailureAnalysis analysis = analyzer.analyze(new RuntimeException(new FlywayValidateException(
                new ErrorDetails(CoreErrorCode.VALIDATE_ERROR, "a checksum differs"), "Validate failed")));
        assertThat(analysis.getDescription()).contains("another version of Rapport");
    }

    @Test
    @DisplayName(
            "for tables of another version in the embedded database: which differ, where it lies, how to start over")
    void otherVersionEmbedded() {
        DatabaseFailureAnalyzer embedded =
                new DatabaseFailureAnalyzer(new MockEnvironment().withProperty("rapport.data-dir", "/srv/shop/data"));
        FailureAnalysis analysis = embedded.analyze(
                new FlywayValidateException(
                        new ErrorDetails(CoreErrorCode.VALIDATE_ERROR, "Migrations have failed validation"),
                        """
                Migration checksum mismatch for migration version 52
                -> Applied to database : 1
                -> Resolved locally    : 2
                Either revert the changes to the migration, or run repair to update the schema history.
                Detected applied migration not resolved locally: 58.1."""));
        assertThat(analysis.getDescription())
                .contains("/srv/shop/data (rapport.data-dir)")
                .contains("migration version 52; Detected applied migration not resolved locally: 58.1.")
                .doesNotContain("repair");
        assertThat(analysis.getAction()).contains("delete the directory /srv/shop/data to start over");
    }

    @Test
    @DisplayName("and leaves other failures to others")
    void others() {
        assertThat(analyzer.analyze(new IllegalStateException("no bean"))).isNull();
    }
}
