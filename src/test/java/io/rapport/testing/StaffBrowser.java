package io.rapport.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** A browser in which one of the demo's people has logged in by the login page. It follows no redirect by itself. */
public final class StaffBrowser {

    private final HttpClient client =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    private final int port;
    private final String language;

    /**
     * @param port where the application listens
     * @param login of one of the demo's people
     * @param language that the browser asks for
     */
    public StaffBrowser(int port, String login, String language) {
        this.port = port;
        this.language = language;
        logIn(login);
    }

    /** Logs somebody else in, as in another tab. */
    public void logIn(String login) {
        HttpResponse<String> answer =
                submit(Jsoup.parse(get("/login").body()), "form", Map.of("username", login, "password", "demo"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
    }

    /** @return the answer, whatever it is */
    public HttpResponse<String> get(String path) {
        return send(request(path));
    }

    /** @return a page that is there */
    public Document page(String path) {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(200);
        return Jsoup.parse(answer.body());
    }

    /**
     * Sends a form of a page as it stands there.
     *
     * @param selector of the form
     * @param filledIn what somebody fills in
     * @return the answer
     */
    public HttpResponse<String> submit(Document page, String selector, Map<String, String> filledIn) {
        Element form = page.selectFirst(selector);
        assertThat(form).as(selector + " of " + page.title()).isNotNull();
        Map<String, String> fields = new LinkedHashMap<>();
        form.select("input:not([type=checkbox]), textarea")
                .forEach(field -> fields.put(field.attr("name"), field.val()));
        for (Element select : form.select("select")) {
            Element chosen = select.select("option[selected]").first();
            Element first = select.select("option").first();
            fields.put(select.attr("name"), (chosen == null ? first : chosen).val());
        }
        fields.putAll(filledIn);
        return post(form.attr("action"), fields);
    }

    /**
     * Sends a form with the token of a page.
     *
     * @param fields all others of the form
     * @return the answer
     */
    public HttpResponse<String> post(Document page, String path, Map<String, String> fields) {
        Map<String, String> all = new LinkedHashMap<>(fields);
        all.put("_csrf", page.select("input[name=_csrf]").first().val());
        return post(path, all);
    }

    private HttpResponse<String> post(String path, Map<String, String> fields) {
        return send(request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(fields.entrySet().stream()
                        .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                        .collect(Collectors.joining("&")))));
    }

    /** @return the page to which a form leads */
    public Document follow(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
        return page(location(answer));
    }

    /** @return where an answer leads */
    public static String location(HttpResponse<String> answer) {
        return answer.headers().firstValue("Location").orElseThrow();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port).resolve(path))
                .header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
                .header("Accept-Language", language);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
