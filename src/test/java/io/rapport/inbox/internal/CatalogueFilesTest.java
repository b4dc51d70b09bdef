package io.rapport.inbox.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.rapport.inbox.AttributeType;
import io.rapport.inbox.Event;
import io.rapport.inbox.InvalidEvent;
import io.rapport.inbox.InvalidEvent.Fault;
import io.rapport.inbox.NewEvent;
import io.rapport.inbox.Reference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The event catalogue is put together of several files")
class CatalogueFilesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<FileFault> faults = new ArrayList<>();

    private static byte[] shipped() throws IOException {
        return Files.readAllBytes(Path.of("processes/events.asyncapi.yaml"));
    }

    private static byte[] test(String name) throws IOException {
        return Files.readAllBytes(Path.of("src/test/resources/dates", name));
    }

    private static Map<String, byte[]> all() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("processes/events.asyncapi.yaml", shipped());
        files.put("processes/contracts.asyncapi.yaml", test("contracts.asyncapi.yaml"));
        files.put(DatesFile.PATH, test("dates.yaml"));
        return files;
    }

    private EventCatalogue catalogue() throws IOException {
        CatalogueFiles files = CatalogueFiles.read(all(), faults);
        assertThat(faults).isEmpty();
        return EventCatalogue.of(files, InstantSource.system());
    }

    private CatalogueFiles with(String document) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("processes/events.asyncapi.yaml", shipped());
        files.put("processes/mine.asyncapi.yaml", document.getBytes(StandardCharsets.UTF_8));
        return CatalogueFiles.read(files, faults);
    }

    @Test
    @DisplayName("one alone is served as it is committed")
    void alone() throws IOException {
        CatalogueFiles files = CatalogueFiles.read(Map.of("processes/events.asyncapi.yaml", shipped()), faults);
        assertThat(files.bytes()).isEqualTo(shipped());
    }

    @Test
    @DisplayName("types of each file and of each date and schedule are known, and served as one document")
    void merged() throws IOException {
        EventCatalogue catalogue = catalogue();
        assertThat(catalogue.names())
                .contains(
                        "order.placed", "contract.signed", "date.birthday", "date.contract-ends", "schedule.month-end");
        assertThat(catalogue.references("contract.signed")).containsExactly("customer", "contract");
        assertThat(catalogue.references("date.birthday")).containsExactly("customer");
        assertThat(catalogue.references("schedule.month-end")).containsExactly("schedule");
        JsonNode served = new YAMLMapper().readTree(catalogue.files().bytes());
        assertThat(served.at("/info/title").asText()).isEqualTo("Rapport event catalogue");
        assertThat(served.at("/channels/events/messages/date.birthday/$ref").asText())
                .isEqualTo("#/components/messages/date.birthday");
        assertThat(served.at("/components/messages/contract.signed/summary").asText())
                .isEqualTo("A customer signed a contract.");
        assertThat(new CatalogueDocument(catalogue).page().types())
                .filteredOn(type -> type.name().equals("schedule.month-end"))
                .singleElement()
                .satisfies(type -> {
                    assertThat(type.references())
                            .extracting(CatalogueDocument.Line::name)
                            .containsExactly("schedule");
                    assertThat(type.own()).isTrue();
                    assertThat(type.examples().get(0).event()).contains("schedule:month-end");
                });
    }

    @Test
    @DisplayName("a type belongs to one file: the same one under a second name is refused, and the first is named")
    void renamed() throws IOException {
        Map<String, byte[]> files = all();
        files.put("processes/renamed.asyncapi.yaml", test("contracts.asyncapi.yaml"));
        CatalogueFiles.read(files, faults);
        assertThat(faults).anySatisfy(fault -> {
            assertThat(fault.file()).isEqualTo("processes/renamed.asyncapi.yaml");
            assertThat(fault.toString())
                    .contains("processes/contracts.asyncapi.yaml declares a message of this name")
                    .contains("a file of event types keeps its name");
        });
    }

    @Test
    @DisplayName("a date's event is told by Rapport alone, and concerns a customer; a schedule's concerns none")
    void ownTypes() throws IOException {
        EventCatalogue catalogue = catalogue();
        assertThat(catalogue.refusalToSystems("date.birthday")).isPresent();
        assertThat(catalogue.refusalToSystems("schedule.month-end")).isPresent();
        ObjectNode at = JSON.createObjectNode().put("at", "2027-03-31T09:00:00+02:00");
        assertThatCode(() -> catalogue.check(
                        new NewEvent("urn:a", "1", "schedule.month-end", "schedule:month-end", null, at)))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> catalogue.check(new NewEvent("urn:a", "1", "schedule.month-end", "42", null, at)))
                .isInstanceOf(InvalidEvent.class)
                .hasMessageContaining("must be schedule:month-end");
        assertThatThrownBy(() -> catalogue.check(new NewEvent(
                        "urn:a", "1", "customer.confirmed", "schedule:month-end", null, JSON.createObjectNode())))
                .isInstanceOf(InvalidEvent.class)
                .hasMessageContaining("must be a customer");
    }

    @Test
    @DisplayName("attributes are declared in any file, each with a type")
    void attributes() throws IOException {
        assertThat(catalogue().attributes())
                .containsEntry("segment", AttributeType.TEXT)
                .containsEntry("expectedOrders", AttributeType.NUMBER)
                .containsEntry("referred", AttributeType.YES_NO)
                .containsEntry("contractEnd", AttributeType.DATE)
                .containsEntry("seats", AttributeType.NUMBER);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "contractEnd | '2027-02-30'  | must be a date such as 1986-04-17",
                "contractEnd | '0000-01-31'  | must be a date such as 1986-04-17",
                "contractEnd | '31.01.2027'  | must be a date such as 1986-04-17",
                "contractEnd | 20270131      | must be a date such as 1986-04-17; write it in quotes, not as a whole number",
                "seats       | 2.5           | must be a whole number",
                "seats       | 'two'         | must be a whole number, not a string",
                "paperless   | 'yes'         | must be a boolean, not a string",
                "tone        | 5             | must be a string, not a whole number",
                "segment     | true          | must be a string, not a boolean",
                "expectedOrders | 'many'     | must be a number, not a string",
            })
    @DisplayName("an event that breaks the type of an attribute is refused, with the attribute and what it must be")
    void broken(String attribute, String value, String problem) throws IOException {
        JsonNode data = JSON.readTree("{\"attributes\": {\"" + attribute + "\": " + value.replace('\'', '"') + "}}");
        EventCatalogue catalogue = catalogue();
        assertThatThrownBy(() -> catalogue.check(new NewEvent("urn:a", "1", "customer.updated", "42", null, data)))
                .isInstanceOfSatisfying(InvalidEvent.class, refused -> assertThat(refused.faults())
                        .containsExactly(new Fault("/data/attributes/" + attribute, problem)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "endsOn   | 1893456000 | must be a date such as 1986-04-17; write it in quotes, not as a whole number",
                "endsOn   | true       | must be a date such as 1986-04-17; write it in quotes, not as a boolean",
                "remindAt | 1893456000 | must be an RFC 3339 time with offset, such as 2026-05-04T09:30:00+02:00;",
                "paidOn   | 20300101   | must be a date such as 1986-04-17; write it in quotes, not as a whole number",
                "cancelledAt | 1893456000.5 | must be an RFC 3339 time with offset, such as 2026-05-04T09:30:00+02:00;",
            })
    @DisplayName(
            "a moment or day is a text, also where a type of a company's own leaves the type of the field out, or names"
                    + " numbers as well")
    void timesAreTexts(String field, String value, String problem) throws IOException {
        JsonNode data = JSON.readTree("{\"contractId\": \"k-1\", \"" + field + "\": " + value + "}");
        EventCatalogue catalogue = catalogue();
        assertThatThrownBy(() -> catalogue.check(new NewEvent("urn:a", "1", "contract.signed", "42", null, data)))
                .isInstanceOfSatisfying(
                        InvalidEvent.class,
                        refused -> assertThat(refused.faults()).singleElement().satisfies(fault -> {
                            assertThat(fault.pointer()).isEqualTo("/data/" + field);
                            assertThat(fault.detail()).startsWith(problem);
                        }));
        JsonNode written = JSON.readTree(
                "{\"contractId\": \"k-1\", \"endsOn\": \"2030-01-01\", \"remindAt\": \"2029-12-01T09:00:00Z\","
                        + " \"paidOn\": \"2030-01-01\", \"cancelledAt\": null}");
        assertThatCode(() -> catalogue.check(new NewEvent("urn:a", "1", "contract.signed", "42", null, written)))
                .doesNotThrowAnyException();
    }

    @Test
    @DisplayName("each moment and day of the shipped types is a text")
    void shippedTimesAreTexts() throws IOException {
        List<JsonNode> times = new YAMLMapper()
                .readTree(shipped()).findParents("format").stream()
                        .filter(schema -> schema.path("format").asText().matches("date|date-time|birthday"))
                        .toList();
        assertThat(times).hasSizeGreaterThan(8).allSatisfy(schema -> assertThat(EventTypeReader.types(schema))
                .containsExactly("string"));
    }

    @Test
    @DisplayName("what fits is taken, and what is not declared holds what it likes")
    void fitting() throws IOException {
        JsonNode data = JSON.readTree(
                """
                {"attributes": {"contractEnd": "2028-02-29", "seats": 3, "paperless": true, "tone": "warm",
                                "colour": "green", "shoeSize": 41.5}}""");
        EventCatalogue catalogue = catalogue();
        assertThatCode(() -> catalogue.check(
                        new NewEvent("urn:a", "1", "customer.updated", "42", null, data), Instant.now()))
                .doesNotThrowAnyException();
    }

    @Test
    @DisplayName("a text that is declared is not longer than one that is not")
    void longText() throws IOException {
        JsonNode data = JSON.readTree("{\"attributes\": {\"tone\": \"" + "x".repeat(501) + "\"}}");
        EventCatalogue catalogue = catalogue();
        assertThatThrownBy(() -> catalogue.check(new NewEvent("urn:a", "1", "customer.updated", "42", null, data)))
                .isInstanceOf(InvalidEvent.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "messages: {order.placed: {name: order.placed}} | components.messages.order.placed",
                "{messages: {}, schemas: {Money: {type: string}, Birthday: {type: integer}}} | components.schemas.Birthday",
                "{messages: {}, schemas: {Attributes: {properties: {segment: {type: number}}}}} | components.schemas.Attributes.properties.segment",
                "{messages: {}, schemas: {Attributes: {properties: {tags: {type: array}}}}} | components.schemas.Attributes.properties.tags",
                "{messages: {}, schemas: {Attributes: {properties: {when: {type: string, format: date-time}}}}} | components.schemas.Attributes.properties.when",
            })
    @DisplayName("what two files say in two ways is refused, with file, place and fix")
    void conflicts(String components, String place) throws IOException {
        with("asyncapi: 3.0.0\ncomponents:\n  " + components);
        assertThat(faults).isNotEmpty().anySatisfy(fault -> {
            assertThat(fault.file()).isEqualTo("processes/mine.asyncapi.yaml");
            assertThat(fault.place()).isEqualTo(place);
            assertThat(fault.fix()).isNotBlank();
        });
    }

    @Test
    @DisplayName("each fault says its line: of the field, or of the entry that lacks it")
    void lines() throws IOException {
        Map<String, byte[]> files = all();
        files.put(
                DatesFile.PATH,
                """
                dates:
                  one:
                    of: birthday
                    repeat: yearly
                    at: '25:00'
                    after-downtime: let-go
                schedules:
                  two:
                    # every morning
                    cron: 0 25 * * *
                    zone: UTC
                """
                        .getBytes(StandardCharsets.UTF_8));
        CatalogueFiles.read(files, faults);
        assertThat(faults)
                .extracting(FileFault::where)
                .containsExactly(
                        "line 5, dates.one.at", "line 10, schedules.two.cron", "line 8, schedules.two.after-downtime");
    }

    @ParameterizedTest
    @ValueSource(strings = {"segment", "seats", "paperless", "contractEnd", "colour"})
    @DisplayName("null takes an attribute back, of any type, declared or not")
    void takenBack(String attribute) throws IOException {
        JsonNode data = JSON.readTree("{\"attributes\": {\"" + attribute + "\": null}}");
        EventCatalogue catalogue = catalogue();
        assertThatCode(() -> catalogue.check(
                        new NewEvent("urn:a", "1", "customer.updated", "42", null, data), Instant.now()))
                .doesNotThrowAnyException();
    }

    @Test
    @DisplayName("a type that a date raises is declared nowhere else")
    void raisedTwice() throws IOException {
        Map<String, byte[]> files = all();
        files.put(
                "processes/mine.asyncapi.yaml",
                "components: {messages: {date.birthday: {name: date.birthday}}}".getBytes(StandardCharsets.UTF_8));
        CatalogueFiles.read(files, faults);
        assertThat(faults)
                .extracting(FileFault::file, FileFault::place)
                .containsExactly(org.assertj.core.api.Assertions.tuple(DatesFile.PATH, "date.birthday"));
    }

    @Test
    @DisplayName("an event that a date or schedule raised is still what it was after its entry has left")
    void left() throws IOException {
        CatalogueFiles alone = CatalogueFiles.read(Map.of("processes/events.asyncapi.yaml", shipped()), faults);
        EventCatalogue catalogue = EventCatalogue.of(alone, InstantSource.system());
        assertThat(catalogue.names()).doesNotContain("date.birthday", "schedule.month-end");
        JsonNode data = JSON.createObjectNode();
        Event birthday = catalogue.event(1, "urn:a", "1", "date.birthday", "42", Instant.EPOCH, data);
        assertThat(birthday.references()).extracting(Reference::toString).containsExactly("customer:42");
        Event monthEnd =
                catalogue.event(2, "urn:a", "2", "schedule.month-end", "schedule:month-end", Instant.EPOCH, data);
        assertThat(monthEnd.customerId()).isNull();
        assertThat(monthEnd.queue()).isEqualTo("schedule:month-end");
        assertThat(catalogue.timeToLive("date.birthday")).isEmpty();
        assertThat(catalogue.isLoose("date.birthday")).isTrue();
        assertThatThrownBy(() -> catalogue.event(3, "urn:a", "3", "order.unknown", "42", Instant.EPOCH, data))
                .hasMessageContaining("no longer in the catalogue");
    }
}
