package io.rapport.inbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.testing.Journeys;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The intake as a system sees it: over HTTP, with the key of the demo. */
final class Door {

    static final String EVENT = "application/cloudevents+json";
    static final String BATCH = "application/cloudevents-batch+json";
    static final ObjectMapper JSON = new ObjectMapper();

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final URI address;
    private final String source;

    /**
     * @param port where the application listens
     * @param source of all events made here
     */
    Door(int port, String source) {
        this.address = URI.create("http://localhost:" + port + "/api/events");
        this.source = source;
    }

    record Answer(int status, String type, JsonNode body, HttpResponse<byte[]> raw) {

        /** Where the faults are that a refusal of one event names. */
        List<String> pointers() {
            return pointers(body);
        }

        static List<String> pointers(JsonNode problem) {
            List<String> pointers = new ArrayList<>();
            problem.path("errors")
                    .forEach(fault -> pointers.add(fault.path("pointer").asText()));
            return pointers;
        }

        String header(String name) {
            return raw.headers().firstValue(name).orElse(null);
        }
    }

    /** An event about a customer, without data. */
    ObjectNode event(String id, String type, String customer) {
        return JSON.createObjectNode()
                .put("specversion", "1.0")
                .put("id", id)
                .put("source", source)
                .put("type", type)
                .put("subject", "customer:" + customer);
    }

    ObjectNode registered(String id, String customer) {
        ObjectNode event = event(id, "customer.registered", customer);
        event.putObject("data")
                .put("firstName", "Ann")
                .put("lastName", "Lee")
                .put("email", customer + "@example.com")
                .put("locale", "en-GB")
                .put("timeZone", "Europe/London");
        return event;
    }

    ObjectNode placed(String id, String customer) {
        ObjectNode event = event(id, "order.placed", customer);
        ObjectNode data = event.putObject("data")
                .put("orderId", Journeys.newId("o"))
                .put("currency", "EUR")
                .put("total", 42.5);
        data.putArray("items")
                .addObject()
                .put("sku", "T1")
                .put("name", "Teapot")
                .put("quantity", 1)
                .put("price", 42.5);
        return event;
    }

    static ArrayNode batch(Stream<? extends JsonNode> events) {
        return events.collect(JSON::createArrayNode, ArrayNode::add, ArrayNode::addAll);
    }

    Answer post(String contentType, JsonNode body) {
        return post(contentType, body.toString().getBytes(StandardCharsets.UTF_8));
    }

    Answer post(String contentType, byte[] body) {
        return send(request().header("Content-Type", contentType).POST(BodyPublishers.ofByteArray(body)));
    }

    /** With the key; the rest is the caller's. */
    HttpRequest.Builder request() {
        return HttpRequest.newBuilder(address).header("Authorization", "Bearer demo-key");
    }

    Answer status(String id) {
        return send(named("source=" + encoded(source) + "&id=" + encoded(id)).GET());
    }

    /** A request about one event. */
    HttpRequest.Builder named(String query) {
        return HttpRequest.newBuilder(URI.create(address + "?" + query)).header("Authorization", "Bearer demo-key");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    static Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<byte[]> answer = HTTP.send(request.build(), BodyHandlers.ofByteArray());
            return new Answer(
                    answer.statusCode(),
                    answer.headers().firstValue("Content-Type").orElse(""),
                    answer.body().length == 0 ? JSON.missingNode() : JSON.readTree(answer.body()),
                    answer);
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
