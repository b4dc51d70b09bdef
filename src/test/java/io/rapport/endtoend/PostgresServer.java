package io.rapport.endtoend;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A PostgreSQL server as a company runs its own: set to lose nothing, and one that can be stopped and started. */
final class PostgresServer implements AutoCloseable {

    private final Path data;
    private final Path log;
    private final EmbeddedPostgres postgres;
    private final Path programs;

    /** @param folder where its data and log are kept */
    PostgresServer(Path folder) throws IOException {
        data = folder.resolve("data");
        log = Files.createFile(folder.resolve("postgres.log"));
        ProcessBuilder.Redirect toLog = ProcessBuilder.Redirect.appendTo(log.toFile());
        postgres = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setLocaleConfig("locale", "C")
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setOutputRedirector(toLog)
                .setErrorRedirector(toLog)
                .start();
        // the programs stand where the library has unpacked them
        programs = Path.of(
                        ProcessHandle.of(pid()).orElseThrow().info().command().orElseThrow())
                .getParent();
    }

    String jdbcUrl() {
        return postgres.getJdbcUrl("postgres", "postgres");
    }

    private long pid() throws IOException {
        return Long.parseLong(
                Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
    }

    /** Ends all its processes at once, without a checkpoint: what is committed is in its log alone. */
    void stopImmediately() throws IOException {
        control("stop", "-m", "immediate");
    }

    /** Starts it again as it was; returns when it has recovered and takes connections. */
    void start() throws IOException {
        control("start");
    }

    private void control(String action, String... options) throws IOException {
        List<String> command = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))
                && System.getProperty("os.name").startsWith("Linux")) {
            // PostgreSQL refuses to run as root; the library starts it this way too
            command.addAll(List.of("unshare", "-U"));
        }
        command.addAll(List.of(programs.resolve("pg_ctl").toString(), action, "-w", "-t", "60", "-D", data.toString()));
        command.addAll(List.of(options));
        if (action.equals("start")) {
            command.addAll(List.of("-o", startOptions()));
        }
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        try {
            if (!process.waitFor(90, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new AssertionError("pg_ctl " + action + " failed:\n" + Files.readString(log));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** As it was started the first time: the program, then one option after the other, quoted. */
    private String startOptions() throws IOException {
        String line = Files.readString(data.resolve("postmaster.opts")).strip();
        return line.substring(line.indexOf(" \"") + 1);
    }

    @Override
    public void close() throws IOException {
        postgres.close();
    }
}
