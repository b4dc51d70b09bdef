package io.rapport.inbox;

import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.testing.Journeys;
import io.rapport.testing.RapportTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestContextManager;

@RapportTest
@Label("Whatever is sent to the door is taken or refused, and harms nobody")
@Tag("slow")
class FuzzTest {

    private static final int TEN_MEGABYTES = 10 * 1024 * 1024;

    @LocalServerPort
    private int port;

    @Autowired
    private Journeys journeys;

    @Autowired
    private JdbcClient jdbc;

    private Door door;
    private long before;

    @BeforeProperty
    void start() throws Exception {
        // jqwik knows nothing of Spring; this is what Spring's own extension does
        new TestContextManager(FuzzTest.class).prepareTestInstance(this);
        door = new Door(port, "urn:fuzz-test");
        before = jdbc.sql("select coalesce(max(seq), 0) from rapport.inbox_event")
                .query(Long.class)
                .single();
    }

    /** What was taken, since it is valid, can be worked on: none of it fails. Then it goes, so that no other test meets it. */
    @AfterProperty
    void whatWasTakenWorks() {
        journeys.settle();
        List<String> failed = jdbc.sql(
                        "select type || ' ' || coalesce(reason, '') || ' ' || data from rapport.inbox_event"
                                + " where seq > :before and attempts > 0"
                                // odd values repeat: two customers may name one order, which is the first one's
                                + " and coalesce(reason, '') not like '%is another customer''s%'")
                .param("before", before)
                .query(String.class)
                .list();
        jdbc.sql("delete from rapport.inbox_event where seq > :before")
                .param("before", before)
                .update();
        assertThat(failed).isEmpty();
    }

    /** Taken, or refused by the sender's fault, in words for the sender. */
    private static void assertHarmless(Door.Answer answer) {
        assertThat(answer.status()).isIn(202, 207, 400, 413, 415, 422);
        String body = answer.body().toString();
        assertThat(body)
                .doesNotContain(
                        "Exception",
                        "\tat ",
                        "\\tat ",
                        "java.",
                        "jakarta.",
                        "org.springframework",
                        "org.postgresql",
                        "com.fasterxml",
                        "io.rapport");
        if (answer.status() >= 400) {
            assertThat(answer.type()).startsWith("application/problem+json");
            assertThat(answer.body().path("status").asInt()).isEqualTo(answer.status());
        }
    }

    private static byte[] utf8(JsonNode json) {
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    private ObjectNode valid(Random random) {
        String id = newId("f");
        return random.nextBoolean() ? door.registered(id, id) : door.placed(id, id);
    }

    // ---- bytes

    /** A change of a body: at a place, some bytes taken out and others put in. */
    record Change(double place, int out, byte[] in) {

        byte[] applyTo(byte[] body) {
            int from = (int) (place * body.length);
            int to = Math.min(body.length, from + out);
            ByteArrayOutputStream changed = new ByteArrayOutputStream();
            changed.write(body, 0, from);
            changed.writeBytes(in);
            changed.write(body, to, body.length - to);
            return changed.toByteArray();
        }
    }

    @Provide
    Arbitrary<List<Change>> changes() {
        Arbitrary<byte[]> noise = Arbitraries.bytes().array(byte[].class).ofMaxSize(8);
        Arbitrary<byte[]> json = Arbitraries.of(
                        "{",
                        "}",
                        "[",
                        "]",
                        "\"",
                        ",",
                        ":",
                        "\\",
                        "\\u0000",
                        "\\ud800",
                        "null",
                        "1e999999999",
                        "-",
                        "\0",
                        "\"data\":{},",
                        "NaN",
                        "/*",
                        "\uFEFF",
                        "\u2028",
                        "9".repeat(400))
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
        return Combinators.combine(
                        Arbitraries.integers().between(0, 999).map(thousandth -> thousandth / 1000.0),
                        Arbitraries.integers().between(0, 6),
                        Arbitraries.oneOf(noise, json))
                .as(Change::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    private static byte[] changed(byte[] body, List<Change> changes) {
        byte[] result = body;
        for (Change change : changes) {
            result = change.applyTo(result);
        }
        return result;
    }

    @Property(tries = 200, shrinking = ShrinkingMode.BOUNDED, edgeCases = EdgeCasesMode.NONE)
    @Label("an event with changed bytes, in each mode")
    void changedBytes(@ForAll("changes") List<Change> changes, @ForAll Random random) {
        ObjectNode event = valid(random);
        assertHarmless(door.post(Door.EVENT, changed(utf8(event), changes)));
        byte[] batch = utf8(Door.batch(Stream.of(valid(random), event, valid(random))));
        assertHarmless(door.post(Door.BATCH, changed(batch, changes)));
        assertHarmless(Door.send(door.request()
                .header("Content-Type", "application/json")
                .header("ce-specversion", "1.0")
                .header("ce-id", newId("f"))
                .header("ce-source", "urn:fuzz-test")
                .header("ce-type", event.get("type").asText())
                .header("ce-subject", event.get("subject").asText())
                .POST(BodyPublishers.ofByteArray(changed(utf8(event.get("data")), changes)))));
    }

    @Property(tries = 100, shrinking = ShrinkingMode.BOUNDED)
    @Label("any bytes, as any content type")
    void anyBytes(@ForAll byte[] body, @ForAll("contentTypes") String type) {
        assertHarmless(door.post(type, body));
    }

    @Provide
    Arbitrary<String> contentTypes() {
        return Arbitraries.of(
                Door.EVENT,
                Door.BATCH,
                Door.EVENT + "; charset=\"",
                Door.EVENT + ";charset=utf-7",
                Door.EVENT + ";charset=",
                "application/json",
                "application/*",
                "*/*",
                "multipart/form-data; boundary=x",
                "multipart/form-data",
                "application/x-www-form-urlencoded",
                "/",
                ";");
    }

    // ---- values

    @Provide
    Arbitrary<String> values() {
        return Arbitraries.of(
                "null",
                "true",
                "[]",
                "{}",
                "\"\"",
                "\" \"",
                "\"\\u0000\"",
                "\"\\udc00\"",
                "\"\uFFFF\"",
                "-0",
                "-1",
                "0.1",
                "1e400",
                "1e-400",
                "1e100000000",
                "-1e-999999999",
                "9".repeat(1_500),
                "0." + "9".repeat(900),
                "12345678901234567890",
                "[".repeat(900) + "]".repeat(900),
                "[".repeat(50_000) + "]".repeat(50_000),
                "{\"a\":".repeat(990) + "1" + "}".repeat(990),
                "\"" + "x".repeat(300_000) + "\"",
                // strings that make patterns work hard
                "\"en" + "-abcde".repeat(60_000) + "\"",
                "\"+1" + " 1".repeat(60_000) + "\"",
                "\"UTC" + "/A_".repeat(60_000) + "\"",
                "\"" + "a@".repeat(60_000) + "\"",
                "\"customer:" + "a".repeat(100_000) + "\"",
                "\"" + "%".repeat(600) + "\"",
                "\"9999-12-31T23:59:60Z\"",
                "\"-999999999-01-01T00:00:00+18:00\"",
                "\"2026-02-30\"",
                "\"' or 1=1; drop table rapport.inbox_event --\"",
                "\"${7*7}\"",
                "\"{{7*7}}\"",
                "\"<script>alert(1)</script>\"");
    }

    /** The places of an event whose value may be put in question, as JSON pointers. */
    private static List<String> places(JsonNode node, String pointer) {
        List<String> places = new ArrayList<>();
        if (node.isObject()) {
            node.fields().forEachRemaining(field -> {
                places.add(pointer + "/" + field.getKey());
                places.addAll(places(field.getValue(), pointer + "/" + field.getKey()));
            });
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                places.add(pointer + "/" + i);
                places.addAll(places(array.get(i), pointer + "/" + i));
            }
        }
        return places;
    }

    @Property(tries = 250, shrinking = ShrinkingMode.BOUNDED, edgeCases = EdgeCasesMode.NONE)
    @Label("an event with an odd value at any place, alone and in a batch, where it harms no other")
    void oddValue(@ForAll("values") String value, @ForAll Random random) {
        ObjectNode event = valid(random);
        List<String> places = places(event, "");
        String place = places.get(random.nextInt(places.size()));
        String mark = "\"mark-" + newId("m") + "\"";
        JsonNode parent = event.at(place.substring(0, place.lastIndexOf('/')));
        String name = place.substring(place.lastIndexOf('/') + 1);
        JsonNode marked = Door.JSON.getNodeFactory().textNode(mark.substring(1, mark.length() - 1));
        if (parent instanceof ObjectNode object) {
            object.set(name, marked);
        } else {
            ((ArrayNode) parent).set(Integer.parseInt(name), marked);
        }
        String body = event.toString().replace(mark, value);
        assertHarmless(door.post(Door.EVENT, body.getBytes(StandardCharsets.UTF_8)));
        String other = valid(random).toString();
        Door.Answer batch = door.post(Door.BATCH, ("[" + body + "," + other + "]").getBytes(StandardCharsets.UTF_8));
        assertHarmless(batch);
        if (batch.status() < 300) {
            assertThat(batch.body().at("/events/1/status").asInt()).isEqualTo(202);
        }
    }

    @Property(tries = 150, shrinking = ShrinkingMode.BOUNDED)
    @Label("odd headers in binary mode")
    void oddHeaders(@ForAll("headerNames") String name, @ForAll("headerValues") String value) {
        String id = newId("f");
        assertHarmless(Door.send(door.request()
                .header("Content-Type", "application/json")
                .header("ce-specversion", "1.0")
                .header("ce-id", id)
                .header("ce-source", "urn:fuzz-test")
                .header("ce-type", "customer.registered")
                .header("ce-subject", "customer:" + id)
                .setHeader(name, value)
                .POST(BodyPublishers.ofString(
                        door.registered(id, id).get("data").toString()))));
    }

    @Provide
    Arbitrary<String> headerNames() {
        return Arbitraries.of(
                "ce-id",
                "ce-source",
                "ce-type",
                "ce-subject",
                "ce-time",
                "ce-specversion",
                "ce-data",
                "ce-x",
                "ce-",
                "ce-data_base64",
                "ce-deliverat",
                "ce-" + "x".repeat(100),
                "Content-Encoding");
    }

    @Provide
    Arbitrary<String> headerValues() {
        Arbitrary<String> any = Arbitraries.strings().withCharRange(' ', '~').ofMaxLength(60);
        Arbitrary<String> encoded =
                Arbitraries.strings().withChars("%0123456789abcdefABCDEF\"\\ ").ofMaxLength(40);
        return Arbitraries.oneOf(
                any,
                encoded,
                Arbitraries.of("%00", "%ED%A0%80", "%F8%88%80%80%80", "%", "\"", "\"\\\"", "x".repeat(2_000)));
    }

    @Example
    @Label("an event in another character set than it must have")
    void otherCharacterSets() {
        String event = door.registered(newId("f"), newId("f")).toString().replace("Ann", "Ännchen 晓雯");
        for (String name : List.of("UTF-16", "UTF-16LE", "UTF-32", "ISO-8859-1", "GB18030")) {
            byte[] body = event.getBytes(Charset.forName(name));
            assertThat(door.post(Door.EVENT, body).status()).as(name).isEqualTo(400);
            assertThat(door.post(Door.BATCH, body).status()).as(name).isEqualTo(400);
            assertThat(door.post(Door.EVENT + "; charset=" + name, body).status())
                    .as(name)
                    .isEqualTo(415);
        }
    }

    @Example
    @Label("a query with anything in it")
    void oddQueries() {
        for (String query :
                List.of("", "source=a", "id=%00&source=a", "id=%ff&source=%c3", "id=a&id=b&source=", "id=%zz")) {
            Door.Answer answer = sendRaw("GET /api/events?" + query);
            assertThat(answer.status()).as(query).isIn(400, 404);
        }
    }

    // ---- size

    @Example
    @Label("a body of 10 MB that says so is refused before it is sent")
    void largeAnnounced() {
        for (String type : List.of(Door.EVENT, Door.BATCH)) {
            Door.Answer answer =
                    sendRaw("POST /api/events", "Content-Type: " + type, "Content-Length: " + TEN_MEGABYTES);
            assertThat(answer.status()).isEqualTo(413);
        }
    }

    @Example
    @Label("bodies of 10 MB, announced or in chunks, leave nothing on the heap")
    void large() throws IOException {
        byte[] body = new byte[TEN_MEGABYTES];
        java.util.Arrays.fill(body, (byte) '[');
        long used = used();
        for (int i = 0; i < 30; i++) {
            assertThat(door.post(i % 2 == 0 ? Door.EVENT : Door.BATCH, body).status())
                    .isEqualTo(413);
            Door.Answer chunked = Door.send(door.request()
                    .header("Content-Type", i % 2 == 0 ? Door.EVENT : Door.BATCH)
                    .POST(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(body))));
            assertThat(chunked.status()).isEqualTo(413);
        }
        assertThat(used() - used).isLessThan(64L * 1024 * 1024);
    }

    /** One body of each kind that a sender's fault or malice can bring; each some 20 KB, so that a few kept would show. */
    private Map<String, byte[]> hostile() {
        String id = newId("f");
        String event = door.registered(id, id).toString();
        int much = 20_000;
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("deep arrays", event.replace("\"Ann\"", "[".repeat(much) + "]".repeat(much)));
        texts.put("deep objects", event.replace("\"Ann\"", "{\"a\":".repeat(much / 5) + "1" + "}".repeat(much / 5)));
        texts.put("arrays that never end", "[".repeat(much));
        texts.put("a huge number", event.replace("\"Ann\"", "9".repeat(much)));
        texts.put("a huge fraction", event.replace("\"Ann\"", "0." + "1".repeat(much)));
        texts.put("a huge exponent", event.replace("\"Ann\"", "1e" + "9".repeat(much)));
        texts.put("a character NUL, escaped", event.replace("Ann", "A\\u0000n" + "n".repeat(much)));
        texts.put("a character NUL, bare", event.replace("Ann", "A\0n" + "n".repeat(much)));
        texts.put("half a character", event.replace("Ann", "A\\ud800n" + "n".repeat(much)));
        texts.put("a field twice", event.replace("{\"spec", "{\"id\":\"" + "x".repeat(much) + "\",\"spec"));
        texts.put("thousands of fields", "{" + "\"a\":1,".repeat(much / 6) + event.substring(1));
        texts.put("a name without end", event.replace("\"firstName\"", "\"" + "x".repeat(much) + "\""));
        texts.put("text and no JSON", "x".repeat(much));
        Map<String, byte[]> bodies = new LinkedHashMap<>();
        texts.forEach((name, text) -> bodies.put(name, text.getBytes(StandardCharsets.UTF_8)));
        byte[] broken = event.replace("Ann", "n".repeat(much)).getBytes(StandardCharsets.UTF_8);
        broken[broken.length / 2] = (byte) 0xC0;
        bodies.put("bad UTF-8", broken);
        bodies.put("UTF-16", event.repeat(much / event.length() / 2).getBytes(StandardCharsets.UTF_16));
        return bodies;
    }

    @Example
    @Label("thousands of hostile bodies are refused one by one and leave nothing on the heap")
    void thousands() {
        List<Map.Entry<String, byte[]>> bodies = List.copyOf(hostile().entrySet());
        refuse(bodies, 300);
        long used = used();
        refuse(bodies, 2_000);
        // 2,000 bodies are 40 MB and more: a third of them kept would be too much
        assertThat(used() - used).as("growth of the heap").isLessThan(12L * 1024 * 1024);
    }

    private void refuse(List<Map.Entry<String, byte[]>> bodies, int times) {
        for (int i = 0; i < times; i++) {
            Map.Entry<String, byte[]> body = bodies.get(i % bodies.size());
            Door.Answer answer = door.post(Door.EVENT, body.getValue());
            assertThat(answer.status()).as(body.getKey()).isEqualTo(400);
            assertHarmless(answer);
        }
    }

    @Example
    @Label("a hostile body in a batch is refused, alone or with the whole")
    void hostileInBatch() {
        hostile().forEach((name, body) -> {
            ByteArrayOutputStream batch = new ByteArrayOutputStream();
            batch.write('[');
            batch.writeBytes(body);
            batch.write(']');
            Door.Answer answer = door.post(Door.BATCH, batch.toByteArray());
            assertThat(answer.status()).as(name).isIn(400, 207);
            assertThat(answer.body().path("accepted").asInt()).as(name).isZero();
            assertHarmless(answer);
        });
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** Over a bare socket: the request's head alone, as nobody's client would send it. */
    private Door.Answer sendRaw(String methodAndPath, String... headers) {
        try (Socket socket = new Socket("localhost", port)) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            String head = methodAndPath + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer demo-key\r\n"
                    + String.join(
                            "",
                            Stream.of(headers).map(header -> header + "\r\n").toList()) + "\r\n";
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            InputStream in = socket.getInputStream();
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c >= 0 && c != '\r'; c = in.read()) {
                line.append((char) c);
            }
            return new Door.Answer(Integer.parseInt(line.toString().split(" ")[1]), "", Door.JSON.missingNode(), null);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
