package io.rapport.app.start;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Says in one paragraph why the database cannot be used at the start, and what to set: the server is away, the login is
 * refused, the database is missing, a right is missing, or its tables are of another version of Rapport.
 */
final class DatabaseFailureAnalyzer implements FailureAnalyzer {

    /** What follows the database's name may hold a password. */
    private static final Pattern PARAMETERS = Pattern.compile("\\?.*");

    /** Lines of Flyway's that name a migration; others say what to do with its own command. */
    private static final Pattern NAMED = Pattern.compile("(?i)\\bmigration\\b.*\\d");

    private static final int MOST_NAMED = 3;

    private final Environment environment;

    DatabaseFailureAnalyzer(Environment environment) {
        this.environment = environment;
    }

    @Override
    public FailureAnalysis analyze(Throwable failure) {
        SQLException said = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof FlywayValidateException) {
                return analysis(
                        "The tables in the database " + address()
                                + " were made by another version of Rapport than this one: " + differing(cause),
                        "Start the version that made them or a newer one; the tables were not changed."
                                + (isEmbedded()
                                        ? " If nothing of it is needed, delete the directory " + directory()
                                                + " to start over; or name another one by rapport.data-dir."
                                        : ""),
                        failure);
            }
            if (cause instanceof SQLException found) {
                said = found;
            }
        }
        return said == null ? null : analyze(said, failure);
    }

    private FailureAnalysis analyze(SQLException said, Throwable failure) {
        String state = said.getSQLState() == null ? "" : said.getSQLState();
        String user = environment.getProperty("spring.datasource.username", "the user that the address names");
        return switch (state) {
            case "08001", "08004", "08006" ->
                analysis(
                        "No PostgreSQL answers at " + address() + ": " + firstLine(said),
                        "Start the database, or correct spring.datasource.url (SPRING_DATASOURCE_URL): host, port and"
                                + " firewall.",
                        failure);
            case "28P01", "28000" ->
                analysis(
                        "PostgreSQL at " + address() + " does not let " + user + " in: " + firstLine(said),
                        "Correct spring.datasource.username and .password (SPRING_DATASOURCE_USERNAME,"
                                + " SPRING_DATASOURCE_PASSWORD), or let this role in by pg_hba.conf.",
                        failure);
            case "3D000" ->
                analysis(
                        "There is no such database: " + address() + ".",
                        "Make it (create database …, encoding UTF8), or correct its name in spring.datasource.url"
                                + " (SPRING_DATASOURCE_URL).",
                        failure);
            case "42501" ->
                analysis(
                        "The role " + user + " lacks a right in the database " + address() + ": " + firstLine(said),
                        "Let an administrator of the database run: create schema rapport authorization <this role>;",
                        failure);
            case "53300" ->
                analysis(
                        "PostgreSQL at " + address() + " has no connection left: " + firstLine(said),
                        "Raise its max_connections, or lower spring.datasource.hikari.maximum-pool-size on the nodes.",
                        failure);
            case "57P03" ->
                analysis(
                        "PostgreSQL at " + address() + " is starting, stopping or in recovery: " + firstLine(said),
                        "Start Rapport again when the database takes connections.",
                        failure);
            default ->
                analysis(
                        "The database " + address() + " cannot be used: " + firstLine(said) + " (SQL state " + state
                                + ").",
                        "Fix what the database says, then start again. Rapport needs PostgreSQL 14 or newer.",
                        failure);
        };
    }

    private static FailureAnalysis analysis(String description, String action, Throwable failure) {
        return new FailureAnalysis(description, action, failure);
    }

    private String address() {
        return isEmbedded()
                ? "inside this application, in the directory " + directory() + " (rapport.data-dir)"
                : PARAMETERS
                        .matcher(environment.getProperty("spring.datasource.url"))
                        .replaceFirst("");
    }

    private boolean isEmbedded() {
        return !StringUtils.hasText(environment.getProperty("spring.datasource.url"));
    }

    private Path directory() {
        return Path.of(environment.getProperty("rapport.data-dir", "./data"))
                .toAbsolutePath()
                .normalize();
    }

    /** Which migrations do not fit, as Flyway names them behind its first line. */
    private static String differing(Throwable said) {
        List<String> named = String.valueOf(said.getMessage())
                .lines()
                .filter(line -> NAMED.matcher(line).find())
                .limit(MOST_NAMED)
                .map(line -> line.strip().replaceFirst("\\.$", ""))
                .toList();
        return named.isEmpty() ? firstLine(said) : String.join("; ", named) + ".";
    }

    private static String firstLine(Throwable said) {
        return String.valueOf(said.getMessage()).lines().findFirst().orElse("").strip();
    }
}
