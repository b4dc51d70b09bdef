package io.rapport.desk.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.testing.RapportTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

@RapportTest
@DisplayName("A page of the engine's web apps")
class PageNonceTest {

    private static final Pattern IN_HEADER = Pattern.compile("'nonce-([\\w-]+)'");
    private static final Pattern IN_PAGE = Pattern.compile("nonce=\"([\\w-]+)\"");

    @LocalServerPort
    private int port;

    @Test
    @DisplayName("allows its own scripts, however many ask at the same moment")
    void concurrent() {
        HttpClient browser = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + port + "/camunda/app/tasklist/default/"))
                .build();
        Set<String> nonces = IntStream.range(0, 400)
                .mapToObj(n -> browser.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                        .thenApply(PageNonceTest::nonceOf))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .collect(Collectors.toSet());
        assertThat(nonces).as("one for each request").hasSize(400);
    }

    private static String nonceOf(HttpResponse<String> page) {
        Set<String> allowed = all(
                IN_HEADER, page.headers().firstValue("Content-Security-Policy").orElseThrow());
        assertThat(allowed).hasSize(1);
        assertThat(all(IN_PAGE, page.body())).isEqualTo(allowed);
        return allowed.iterator().next();
    }

    private static Set<String> all(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
