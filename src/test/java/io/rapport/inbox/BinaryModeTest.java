package io.rapport.inbox;

import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("In binary mode the attributes are ce- headers and the body is the data")
class BinaryModeTest extends AtTheDoor {

    private final String id = newId("e");

    BinaryModeTest() {
        super("https://shop.example.com/binary-test");
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("ce-specversion", "1.0");
        headers.put("ce-id", id);
        headers.put("ce-source", source);
        headers.put("ce-type", "customer.registered");
        headers.put("ce-subject", "customer:" + customer);
        return headers;
    }

    private Map<String, String> headers(String name, String value) {
        Map<String, String> headers = headers();
        headers.put(name, value);
        return headers;
    }

    private Door.Answer post(Map<String, String> headers) {
        return post(headers, data().toString().getBytes(StandardCharsets.UTF_8));
    }

    private Door.Answer post(Map<String, String> headers, byte[] body) {
        HttpRequest.Builder request = door.request().POST(BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        return Door.send(request);
    }

    private ObjectNode data() {
        return (ObjectNode) door.registered(id, customer).get("data");
    }

    @Test
    @DisplayName("an event is taken, and starts what it would start in structured mode")
    void accepted() {
        assertThat(post(headers("ce-time", "2026-01-02T11:04:05+08:00")).status())
                .isEqualTo(202);
        journeys.settle();
        JsonNode done = door.status(id).body();
        assertThat(done.path("state").asText()).isEqualTo("done");
        assertThat(done.at("/effects/0/journey").asText()).isEqualTo("onboarding");
    }

    @Test
    @DisplayName("an event is the same one as in structured mode")
    void sameAsStructured() {
        assertThat(door.post(Door.EVENT, door.registered(id, customer)).status())
                .isEqualTo(202);
        assertThat(post(headers()).status()).isEqualTo(202);
        assertThat(jdbc.sql("select count(*) from rapport.inbox_event where id = :id")
                        .param("id", id)
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
        byte[] other = data().put("firstName", "Bea").toString().getBytes(StandardCharsets.UTF_8);
        assertThat(post(headers(), other).status()).isEqualTo(422);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "caf%C3%A9-,       café-",
                "caf%c3%a9-,       café-",
                "%F0%9F%AB%96-,    🫖-",
                "100%25-,          100%-",
                "%2541-,           %41-",
                "a%20b-,           a b-",
                "a b-,             a b-",
                "%61-,             a-",
                "\"a b\\\"c\\\\-\", a b\"c\\-",
            })
    @DisplayName("a header is unquoted, then percent-decoded once, as the HTTP binding says")
    void decoding(String written, String meant) {
        String unique = newId("x");
        // inside the quotes, if there are any
        String header = written.startsWith("\"") ? "\"" + unique + written.substring(1) : unique + written;
        assertThat(post(headers("ce-id", header)).status()).isEqualTo(202);
        assertThat(door.status(unique + meant).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"a%, %", "a%2, %2", "a%zz, %zz", "a%C3(, half a character", "%C0%A0, too long a form of a space"})
    @DisplayName("a header that decodes to nothing is named")
    void undecodable(String written, String why) {
        assertInvalid(post(headers("ce-id", written)), "/id");
    }

    @Test
    @DisplayName("the names of headers may be written in capitals, and extensions come along")
    void names() {
        Map<String, String> headers = headers();
        headers.remove("ce-id");
        headers.put("CE-ID", id);
        headers.put("ce-traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        headers.put("Content-Type", "application/json; charset=utf-8");
        assertThat(post(headers).status()).isEqualTo(202);
    }

    @Test
    @DisplayName("all faults are named at once, by pointers into the event")
    void faults() {
        Map<String, String> headers = headers("ce-subject", "order:1");
        headers.remove("ce-specversion");
        headers.put("ce-bad-name", "x");
        headers.put("ce-time", "yesterday");
        assertInvalid(post(headers), "/specversion", "/subject", "/bad-name", "/time");
        byte[] incomplete = data().without("email").toString().getBytes(StandardCharsets.UTF_8);
        assertInvalid(post(headers(), incomplete), "/data/email");
    }

    @Test
    @DisplayName("what belongs into the body or the content type is refused as a header")
    void misplaced() {
        assertInvalid(post(headers("ce-data", "{}")), "/data");
        assertInvalid(post(headers("ce-datacontenttype", "application/json")), "/datacontenttype");
    }

    @Test
    @DisplayName("an attribute in two headers is refused")
    void twice() {
        HttpRequest.Builder request = door.request().POST(BodyPublishers.ofString(data().toString()));
        headers().forEach(request::header);
        assertInvalid(Door.send(request.header("ce-id", "another")), "/id");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {"no json", "[]", "{", "5", "``"})
    @DisplayName("data that is no JSON object is refused")
    void noObject(String body) {
        assertInvalid(post(headers(), body.getBytes(StandardCharsets.UTF_8)), "/data");
    }

    @ParameterizedTest
    @CsvSource({"text/plain", "application/xml", "application/json; charset=ISO-8859-1"})
    @DisplayName("data of another kind is refused with 415")
    void otherData(String type) {
        Door.Answer answer = post(headers("Content-Type", type));
        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.header("Accept-Post")).contains("application/json");
    }

    @Test
    @DisplayName("a compressed body is refused with 415: it could unpack to anything")
    void compressed() {
        assertThat(post(headers("Content-Encoding", "gzip")).status()).isEqualTo(415);
    }
}
