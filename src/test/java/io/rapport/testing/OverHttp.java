package io.rapport.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;

/** Requests to the running application with the login of one of the demo's people. */
public final class OverHttp {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final int port;

    /** @param port where the application listens */
    public OverHttp(int port) {
        this.port = port;
    }

    /** @return the value of an {@code Authorization} header for one of the demo's people */
    public static String basic(String user) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":demo").getBytes(StandardCharsets.UTF_8));
    }

    /** @return the cookie of the session that an answer has begun, as a request sends it */
    public static String session(HttpResponse<?> answer) {
        return answer.headers().allValues("Set-Cookie").stream()
                .filter(cookie -> cookie.startsWith("JSESSIONID="))
                .map(cookie -> cookie.substring(0, cookie.indexOf(';')))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no session: " + answer));
    }

    /** @return a request to be completed */
    public HttpRequest.Builder as(String user, String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .header("Authorization", basic(user));
    }

    /** @return a request with a body of JSON */
    public HttpRequest.Builder json(String user, String method, String path, String body) {
        return as(user, path).header("Content-Type", "application/json").method(method, BodyPublishers.ofString(body));
    }

    /** @return the answer */
    public HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return CLIENT.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** @return the answer to come */
    public CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest.Builder request) {
        return CLIENT.sendAsync(request.build(), BodyHandlers.ofString());
    }
}
