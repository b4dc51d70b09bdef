package io.rapport.app.releases;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rapport.app.command.Arguments;
import io.rapport.app.command.CommandOption;
import io.rapport.app.command.WrongUsage;
import java.io.Console;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;

/** The running server that a command releases to, asked over HTTP with the login of a person. */
final class ReleaseServer {

    private static final String SERVER = "--server";
    private static final String USER = "--user";
    private static final String PASSWORD = "--password";
    private static final String PASSWORD_VARIABLE = "RAPPORT_PASSWORD";

    /** For commands that speak to a server. */
    static final List<CommandOption> OPTIONS = List.of(
            CommandOption.of(SERVER, "URL", "the running server, such as http://localhost:8080")
                    .required(),
            CommandOption.of(USER, "NAME", "the login of a designer or an administrator")
                    .required(),
            CommandOption.of(
                    PASSWORD, "WORD", "its password; without it " + PASSWORD_VARIABLE + " counts, or it is asked for"));

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(20))
            .build();
    private final Arguments given;
    private final UnaryOperator<String> environment;
    private final String address;
    private String password;

    /**
     * @param given to a command that takes the {@link #OPTIONS}
     * @param environment variables by name
     * @throws WrongUsage if the address is none
     */
    ReleaseServer(Arguments given, UnaryOperator<String> environment) {
        this.given = given;
        this.environment = environment;
        this.address = given.server(SERVER);
    }

    /**
     * What the server says.
     *
     * @param status of HTTP
     * @param body what it says; an empty object where it is no JSON
     */
    record Answer(int status, JsonNode body) {

        boolean isGood() {
            return status == 200;
        }
    }

    /**
     * @param path such as {@code /releases}
     * @return what is there
     * @throws Unanswered if nothing answers
     */
    Answer get(String path) throws Unanswered, InterruptedException {
        return exchange(to(path).GET());
    }

    /**
     * @param path such as {@code /releases}
     * @param request in JSON
     * @return what came of it
     * @throws Unanswered if nothing answers
     */
    Answer post(String path, JsonNode request) throws Unanswered, InterruptedException {
        return exchange(
                to(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(request.toString())));
    }

    private HttpRequest.Builder to(String path) {
        String user = given.value(USER).orElseThrow();
        // asked for but once, and only when everything else is right
        if (password == null) {
            password = given.value(PASSWORD).orElseGet(() -> password(user));
        }
        String login = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        return HttpRequest.newBuilder(URI.create(address + path))
                .timeout(PATIENCE)
                .header("Accept", "application/json")
                .header("Authorization", "Basic " + login);
    }

    private String password(String user) {
        String kept = environment.apply(PASSWORD_VARIABLE);
        if (kept != null) {
            return kept;
        }
        Console console = System.console();
        char[] typed = console == null ? null : console.readPassword("Password of %s: ", user);
        if (typed == null) {
            throw new WrongUsage(
                    "Give the password by --password, or by the environment variable " + PASSWORD_VARIABLE + ".");
        }
        return new String(typed);
    }

    private Answer exchange(HttpRequest.Builder asked) throws Unanswered, InterruptedException {
        try {
            HttpResponse<String> response = http.send(asked.build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), read(response.body()));
        } catch (IOException e) {
            throw new Unanswered(address, e);
        }
    }

    private static JsonNode read(String body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            return JSON.createObjectNode();
        }
    }

    /** That the server gave no answer, in words. */
    static final class Unanswered extends Exception {

        private static final long serialVersionUID = 1L;

        Unanswered(String server, IOException cause) {
            super(text(server, cause), cause);
        }

        private static String text(String server, IOException cause) {
            if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException) {
                return "Nothing answers at " + server
                        + ". Check that Rapport runs there, and that --server names its scheme, host and port.";
            }
            if (cause instanceof HttpTimeoutException) {
                return server + " gave no answer within " + PATIENCE.toSeconds()
                        + " s. What was asked for may have been done all the same: see with the command releases.";
            }
            return "The connection to " + server + " failed: "
                    + (cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage())
                    + ". Check that --server names the scheme (http or https), host and port of Rapport; whether anything was"
                    + " released, the command releases says.";
        }
    }
}
