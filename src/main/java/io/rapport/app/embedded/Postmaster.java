package io.rapport.app.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PostgreSQL server process of a data directory, as its {@code postmaster.pid} names it. When the application is killed
 * its PostgreSQL lives on; this is how the next start finds it.
 *
 * @param directory the server's data directory
 */
record Postmaster(Path directory) {

    private static final Logger log = LoggerFactory.getLogger(Postmaster.class);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long POLL_MILLIS = 20;

    /** As PostgreSQL writes its file: process, directory, start, port, sockets, address, shared memory, status. */
    private static final int PORT_LINE = 3;

    private static final int STATUS_LINE = 7;

    private Path pidFile() {
        return directory.resolve("postmaster.pid");
    }

    /**
     * Clears what an earlier run left: a server that still runs in the directory is stopped, a file of one that does not
     * is deleted. PostgreSQL repairs the data itself when it starts.
     *
     * @throws StartRefused if the server does not stop within a minute
     * @throws IOException if the file cannot be read or deleted
     */
    void clearLeftover() throws IOException {
        if (!Files.exists(pidFile())) {
            return;
        }
        Optional<ProcessHandle> running = running();
        if (running.isPresent()) {
            log.info(
                    "PostgreSQL of an earlier run (process {}) is stopped first",
                    running.get().pid());
            interrupt(running.get());
            if (!awaitEnd(running.get())) {
                throw new StartRefused(
                        "PostgreSQL of an earlier run still works in " + directory + " as process "
                                + running.get().pid() + " and does not stop.",
                        "Stop this process, then start again.");
            }
        }
        // a server that stops deletes the file itself; one that was killed with the machine left it
        Files.deleteIfExists(pidFile());
    }

    /** @return the server's process, if the file names one that runs and is PostgreSQL in this directory */
    Optional<ProcessHandle> running() throws IOException {
        if (!Files.exists(pidFile())) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(pidFile());
        try {
            long pid = Long.parseLong(lines.get(0).strip());
            return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::isServerOfThisDirectory);
        } catch (NumberFormatException | IndexOutOfBoundsException cutShort) {
            return Optional.empty();
        }
    }

    /** @return the port of the running server; empty if none runs, or if it does not take connections yet */
    OptionalInt port() throws IOException {
        if (running().isEmpty()) {
            return OptionalInt.empty();
        }
        List<String> lines = Files.readAllLines(pidFile());
        try {
            return lines.size() > STATUS_LINE && lines.get(STATUS_LINE).strip().equals("ready")
                    ? OptionalInt.of(Integer.parseInt(lines.get(PORT_LINE).strip()))
                    : OptionalInt.empty();
        } catch (NumberFormatException cutShort) {
            return OptionalInt.empty();
        }
    }

    /** Waits until the process has ended; true if it has. */
    static boolean awaitEnd(ProcessHandle process) {
        // ProcessHandle.onExit polls a process that is not a child only every two seconds
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!hasEnded(process)) {
            if (System.nanoTime() > end) {
                return false;
            }
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    /**
     * A process has ended, too, that its parent has not asked about yet: it holds nothing any more. Where a container's first
     * process asks late or never, an orphan stays like this.
     */
    private static boolean hasEnded(ProcessHandle process) {
        if (!process.isAlive()) {
            return true;
        }
        try {
            String status = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            return status.startsWith("Z", status.lastIndexOf(')') + 2);
        } catch (IOException thereIsNone) {
            return !process.isAlive();
        }
    }

    /** The number may belong to any other process by now, so that more than the number must fit. */
    private boolean isServerOfThisDirectory(ProcessHandle process) {
        String command = process.info().command().orElse("").toLowerCase(Locale.ROOT);
        if (!command.endsWith("postgres") && !command.endsWith("postgres.exe")) {
            return false;
        }
        Path workingDirectory = Path.of("/proc", Long.toString(process.pid()), "cwd");
        try {
            // PostgreSQL works in its data directory; where /proc is missing the command's name has to do
            return !Files.exists(workingDirectory)
                    || workingDirectory.toRealPath().equals(directory.toRealPath());
        } catch (IOException unreadable) {
            return true;
        }
    }

    /** SIGINT is PostgreSQL's fast stop: it ends sessions and writes a checkpoint; SIGTERM would wait for sessions. */
    private static void interrupt(ProcessHandle process) throws IOException {
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        if (windows) {
            // no signals there; the log repairs the data at the next start
            process.destroyForcibly();
            return;
        }
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
