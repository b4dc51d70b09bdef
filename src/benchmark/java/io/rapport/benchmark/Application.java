package io.rapport.benchmark;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An application under test in a Java of its own. */
final class Application implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final long LOOK_EVERY_MILLIS = 250;

    private final Process process;
    private final URI address;

    private Application(Process process, URI address) {
        this.process = process;
        this.address = address;
    }

    /**
     * Starts an application and waits until it answers.
     *
     * @param mainClass its main class
     * @param classPath what it runs on
     * @param jvm options of its Java
     * @param arguments Spring Boot's; the port is added
     * @param ready the path that answers 200 once it is up
     * @param log takes what it prints
     * @throws IllegalStateException if it does not come up, naming its log
     */
    static Application start(
            String mainClass, List<String> classPath, List<String> jvm, List<String> arguments, String ready, Path log)
            throws IOException, InterruptedException {
        int port = freePort();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm);
        command.add("-cp");
        command.add(String.join(File.pathSeparator, classPath));
        command.add(mainClass);
        command.add("--server.address=127.0.0.1");
        command.add("--server.port=" + port);
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .directory(log.getParent().toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        // should this program be killed by a signal, the application goes with it
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        Application application = new Application(process, URI.create("http://127.0.0.1:" + port));
        application.await(ready, log);
        return application;
    }

    URI address() {
        return address;
    }

    /** @return the processor time that it has used, all threads together */
    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private void await(String path, Path log) throws InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(address.resolve(path))
                .timeout(Duration.ofSeconds(5))
                .build();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline && process.isAlive()) {
            try {
                if (client.send(request, BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException notYet) {
                // it does not listen yet
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
        }
        process.destroy();
        throw new IllegalStateException("the application does not come up; see " + log);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port on the loopback address", e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(40, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
