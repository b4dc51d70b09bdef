package io.rapport.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Sends events to a server's intake, as any system would. */
final class EventSender {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private final URI intake;
    private final String key;
    private final String pass;

    /**
     * @param server such as {@code http://localhost:8080}
     * @param key an API key of this server
     */
    EventSender(URI server, String key) {
        this(server, key, null);
    }

    /** @param pass lets events in while a replay keeps others out, see {@link ReplayGuard}; null for none */
    EventSender(URI server, String key, String pass) {
        String address = server.toString();
        this.intake = URI.create((address.endsWith("/") ? address : address + "/") + "api/events");
        this.key = key;
        this.pass = pass;
    }

    /**
     * Sends one event.
     *
     * @param event a complete CloudEvent
     * @throws Refused if the server does not take it
     * @throws IOException if there is no answer; the event may have been taken, and may be sent again
     */
    void send(JsonNode event) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(intake)
                .timeout(PATIENCE)
                .header("Content-Type", "application/cloudevents+json")
                .header("Authorization", "Bearer " + key)
                .POST(BodyPublishers.ofString(event.toString()));
        if (pass != null) {
            request.header(ReplayGuard.PASS, pass);
        }
        HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() != 202) {
            throw new Refused(answer.statusCode(), answer.body());
        }
    }

    /** The server answered something else than 202. */
    static final class Refused extends IOException {

        private static final long serialVersionUID = 1L;

        private final int status;

        Refused(int status, String answer) {
            super("status " + status + (answer.isBlank() ? "" : ": " + answer));
            this.status = status;
        }

        int status() {
            return status;
        }
    }
}
