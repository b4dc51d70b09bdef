package io.rapport.app.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.rapport.testing.RapportTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@RapportTest
@DisplayName("A system's key opens what its scopes say, and nothing else")
class ScopesOfKeysTest {

    /** Each key and the scopes that the settings give it. */
    private static final Map<String, List<String>> KEYS = Map.of(
            "demo-key", List.of("events", "imports", "imports:read", "customers:read", "loyalty", "coupon-pools"),
            "import-key", List.of("events"),
            "crm-key", List.of("customers:read"),
            "loader-key", List.of("imports"),
            "till-key", List.of("loyalty"),
            "watch-key", List.of("imports:read"));

    private final HttpClient http = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @Autowired
    private MeterRegistry metrics;

    @ParameterizedTest(name = "{0} {1} needs {2}")
    @CsvSource({
        "POST, /api/events, events",
        "POST, /api/events?x=y, events",
        "POST, /api/events/, events",
        "GET, /api/events?source=s&id=1, events",
        "DELETE, /api/events?source=s&id=1, events",
        "GET, /api/events/anything, events",
        "POST, /api/imports?kind=nothing, imports",
        "GET, /api/imports/1, imports",
        "DELETE, /api/imports/1, imports",
        "GET, /api/imports/1/faults, imports",
        "GET, /api/imports/all, imports:read",
        "GET, /api/imports/all/1, imports:read",
        "POST, /api/imports/all, imports:read",
        "GET, /api/customers/42, customers:read",
        "GET, /api/customers, customers:read",
        "POST, /api/customers/42, customers:read",
        "GET, /api/customers/42/anything, customers:read",
        "POST, /api/loyalty/redemptions, loyalty",
        "GET, /api/loyalty/redemptions/1, loyalty",
        "POST, /api/loyalty/redemptions/1/confirm, loyalty",
        "POST, /api/loyalty/redemptions/1/cancel, loyalty",
        "GET, /api/loyalty/referrals/ABC, loyalty",
        "PUT, /api/loyalty/customers/42/referral-code, loyalty",
        "GET, /api/coupons/ABC, loyalty",
        "GET, /api/coupon-pools/spring, coupon-pools",
        "PUT, /api/coupon-pools/spring, coupon-pools",
        "POST, /api/coupon-pools/spring/codes, coupon-pools",
        "POST, /api/coupons/ABC/redemptions, loyalty",
        "POST, /api/coupons/ABC/redemptions/1/confirm, loyalty",
        "POST, /api/coupons/ABC/redemptions/1/cancel, loyalty",
    })
    void scopes(String method, String path, String scope) throws Exception {
        for (Map.Entry<String, List<String>> key : KEYS.entrySet()) {
            HttpResponse<String> answer = send(method, path, key.getKey());
            if (key.getValue().contains(scope)) {
                assertThat(answer.statusCode()).as(key + " " + answer.body()).isNotIn(401, 403);
            } else {
                assertThat(answer.statusCode()).as(key + " " + answer.body()).isEqualTo(403);
                assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
                assertThat(answer.headers().firstValue("WWW-Authenticate"))
                        .hasValueSatisfying(
                                value -> assertThat(value).contains("insufficient_scope", "scope=\"" + scope + "\""));
                assertThat(answer.body())
                        .contains("urn:rapport:problem:scope-missing", "needs the scope " + scope)
                        .contains("rapport.api-scopes.");
            }
        }
        assertThat(send(method, path, "no-key-of-anybody").statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({"/api/events/catalogue", "/api/openapi", "/api/openapi.yaml"})
    @DisplayName("What the API takes is described to each system that has a key")
    void descriptions(String path) throws Exception {
        for (String key : KEYS.keySet()) {
            assertThat(send("GET", path, key).statusCode()).as(key).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({"GET, /api", "GET, /api/", "GET, /api/eventsx", "GET, /api/customersx/1", "POST, /api/anything"})
    @DisplayName("What needs no scope by name is not there for any key")
    void unnamed(String method, String path) throws Exception {
        for (String key : KEYS.keySet()) {
            HttpResponse<String> answer = send(method, path, key);
            assertThat(answer.statusCode()).as(key).isEqualTo(404);
            assertThat(answer.body()).contains("urn:rapport:problem:unknown-path");
        }
    }

    @Test
    @DisplayName("A refusal is counted")
    void counted() throws Exception {
        double before = refused();

        send("POST", "/api/events", "crm-key");

        assertThat(refused()).isEqualTo(before + 1);
    }

    private double refused() {
        return metrics.get("rapport.api.refused")
                .tag("key", "out-of-scope")
                .counter()
                .count();
    }

    private HttpResponse<String> send(String method, String path, String key) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                        .method(method, BodyPublishers.noBody())
                        .header("X-API-Key", key)
                        .build(),
                BodyHandlers.ofString());
    }
}
