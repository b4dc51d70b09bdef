package io.rapport.inbox.internal;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import io.rapport.inbox.AttributeType;
import io.rapport.inbox.DateEvent;
import io.rapport.inbox.Event;
import io.rapport.inbox.EventField;
import io.rapport.inbox.EventTypes;
import io.rapport.inbox.FestivalEvent;
import io.rapport.inbox.InvalidEvent;
import io.rapport.inbox.InvalidEvent.Fault;
import io.rapport.inbox.NewEvent;
import io.rapport.inbox.Reference;
import io.rapport.inbox.RejectedEvent;
import io.rapport.inbox.ScheduleEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.core.io.Resource;

/** The event types of {@code processes/}: their schemas, references and time to live, and which dates raise some. */
public final class EventCatalogue implements EventTypes {

    private static final String REFUND = "order.refunded";
    private static final String ORDER = "order.placed";

    /** What the files say, changed as a whole. */
    private record Content(Map<String, EventType> types, CatalogueFiles files) {}

    private volatile Content content;

    private EventCatalogue(Content content) {
        this.content = content;
    }

    /**
     * Has what other files say hold from now on.
     *
     * @param other what was read of them
     */
    public void use(EventCatalogue other) {
        content = other.content;
    }

    private Map<String, EventType> types() {
        return content.types();
    }

    /** @return the files that hold now */
    CatalogueFiles files() {
        return content.files();
    }

    /**
     * Reads a catalogue of one file.
     *
     * @param document an AsyncAPI 3 document in YAML
     * @param time what days of the past are known by
     * @return the catalogue
     * @throws IllegalArgumentException if a message lacks what the inbox needs, naming the message
     */
    public static EventCatalogue read(Resource document, InstantSource time) {
        return of(files(List.of(document)), time);
    }

    /**
     * Reads a catalogue of several files.
     *
     * @param files the first one has event types; the others have more, or are that of the dates
     * @param time what days of the past are known by
     * @return the catalogue
     * @throws IllegalArgumentException if anything is wrong in them, naming the place with the fix
     */
    public static EventCatalogue read(List<Resource> files, InstantSource time) {
        return of(files(files), time);
    }

    /**
     * Reads files that must be right.
     *
     * @param resources the first one has event types; of the others, those that are there are taken
     * @return what they say
     * @throws IllegalArgumentException if anything is wrong in them, naming each place with the fix
     */
    static CatalogueFiles files(List<Resource> resources) {
        Map<String, byte[]> contents = new LinkedHashMap<>();
        for (Resource resource : resources) {
            if (!contents.isEmpty() && !resource.exists()) {
                continue;
            }
            try (InputStream in = resource.getInputStream()) {
                // one that has no name of a file, such as a test's, is one with event types
                String name = resource.getFilename() == null
                        ? "events" + CatalogueFiles.ENDING
                        : "processes/" + resource.getFilename();
                contents.put(name, in.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException("the event catalogue " + resource + " cannot be read", e);
            }
        }
        List<FileFault> faults = new ArrayList<>();
        CatalogueFiles files = CatalogueFiles.read(contents, faults);
        if (files == null || !faults.isEmpty()) {
            throw new IllegalArgumentException("the event catalogue cannot be used: "
                    + faults.stream().map(FileFault::toString).collect(Collectors.joining("\n", "\n", "")));
        }
        return files;
    }

    /**
     * Makes the catalogue of what its files say.
     *
     * @param files put together
     * @param time what days of the past are known by
     * @return the catalogue
     * @throws IllegalArgumentException if a message lacks what the inbox needs, naming the message
     */
    static EventCatalogue of(CatalogueFiles files, InstantSource time) {
        return new EventCatalogue(new Content(EventTypeReader.types(files, time), files));
    }

    @Override
    public Set<String> names() {
        return types().keySet();
    }

    @Override
    public Map<String, AttributeType> attributes() {
        return content.files().attributes();
    }

    @Override
    public List<DateEvent> dates() {
        return content.files().dates().dates();
    }

    @Override
    public List<FestivalEvent> festivals() {
        return content.files().dates().festivals();
    }

    @Override
    public List<ScheduleEvent> schedules() {
        return content.files().dates().schedules();
    }

    @Override
    public Optional<Duration> startWindow(String type) {
        return content.files().dates().startWindow(type);
    }

    /**
     * Returns why a system may not send a type, before the event is checked any further.
     *
     * @param typeName what the sender calls the event's type
     * @return what is wrong and how to fix it; empty if systems may send it, or the type is not known
     */
    Optional<String> refusalToSystems(String typeName) {
        EventType type = types().get(typeName);
        return type == null || !type.own()
                ? Optional.empty()
                : Optional.of("'" + typeName
                        + "' is published by Rapport alone, and not sent to it; send what happened as one of "
                        + namesForSystems());
    }

    private List<String> namesForSystems() {
        return types().values().stream()
                .filter(type -> !type.own())
                .map(EventType::name)
                .toList();
    }

    /**
     * Checks an event that comes in: against its type, and its dates against its time.
     *
     * @param event anything
     * @param accepted when it counts as happened if it does not say so
     * @throws InvalidEvent with every fault found, pointers into the CloudEvent
     */
    public void check(NewEvent event, Instant accepted) {
        check(event);
        Instant happened = event.occurredAt() == null ? accepted : event.occurredAt();
        List<Fault> faults = require(event.type()).days().stream()
                .flatMap(rule -> rule.fault(event.data(), happened).stream())
                .toList();
        if (!faults.isEmpty()) {
            throw new InvalidEvent(faults);
        }
    }

    /**
     * Checks an event against its type, whenever it came.
     *
     * @param event anything
     * @throws InvalidEvent with every fault found, pointers into the CloudEvent
     */
    public void check(NewEvent event) {
        EventType type = types().get(event.type());
        if (type == null) {
            throw new InvalidEvent(List.of(new Fault(
                    "/type", "'" + event.type() + "' is not a known event type; use one of " + namesForSystems())));
        }
        List<Fault> faults = new ArrayList<>();
        Reference subject = Reference.ofQueue(event.customerId());
        if (type.subject() == null ? subject.isWithoutCustomer() : !subject.equals(type.subject())) {
            faults.add(new Fault(
                    "/subject",
                    "must be " + (type.subject() == null ? "a customer, such as customer:42" : type.subject())));
        }
        try {
            faults.addAll(SchemaFaults.of(type, type.schema().validate(event.data())));
        } catch (StackOverflowError e) {
            // java.util.regex goes one call deeper for each repetition of a group, whatever maxLength says
            faults.add(new Fault("/data", "holds a text that is too long for its pattern to be checked"));
        }
        if (faults.isEmpty() && event.type().equals(ORDER)) {
            faults.addAll(OrderAmounts.faults(event.data()));
        }
        if (faults.isEmpty() && event.type().equals(REFUND)) {
            faults.addAll(OrderAmounts.refundFaults(event.data()));
        }
        type.references().forEach((kind, pointer) -> {
            JsonNode id = event.data().at(pointer);
            if (id.isTextual() && id.asText().isBlank()) {
                faults.add(new Fault("/data" + pointer, "names the " + kind + " and must not be blank"));
            }
        });
        if (!faults.isEmpty()) {
            throw new InvalidEvent(faults);
        }
    }

    /** A field's name as part of a JSON pointer (RFC 6901). */
    static String escape(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    /**
     * Rebuilds an accepted event from its row.
     *
     * @param queue in which it stands
     * @return the event with its references and variables
     */
    Event event(long seq, String source, String id, String typeName, String queue, Instant occurredAt, JsonNode data) {
        EventType type = require(typeName);
        Reference subject = Reference.ofQueue(queue);
        String customerId = subject.kind().equals(Reference.CUSTOMER) ? subject.id() : null;
        Set<Reference> references = new LinkedHashSet<>();
        references.add(subject);
        type.references().forEach((kind, pointer) -> {
            JsonNode value = data.at(pointer);
            if (value.isValueNode() && !value.isNull()) {
                references.add(new Reference(kind, value.asText()));
            }
        });
        Map<String, Object> variables = new LinkedHashMap<>();
        for (String name : type.variables()) {
            JsonNode value = data.get(name);
            if (value == null || value.isNull()) {
                continue;
            }
            if (value.isBoolean()) {
                variables.put(name, value.booleanValue());
            } else if (value.isInt()) {
                variables.put(name, value.intValue());
            } else if (value.isNumber()) {
                variables.put(name, value.doubleValue());
            } else {
                throw new IllegalStateException(
                        typeName + "." + name + " is a journey variable and must be a number or a boolean");
            }
        }
        return new Event(seq, source, id, typeName, customerId, occurredAt, data, references, variables);
    }

    @Override
    public Set<String> references(String typeName) {
        EventType type = require(typeName);
        Set<String> kinds = new LinkedHashSet<>();
        kinds.add(type.subject() == null ? Reference.CUSTOMER : type.subject().kind());
        kinds.addAll(type.references().keySet());
        kinds.addAll(type.leadsTo());
        return kinds;
    }

    @Override
    public Set<String> variables(String typeName) {
        return new LinkedHashSet<>(require(typeName).variables());
    }

    @Override
    public List<EventField> fields(String typeName) {
        JsonNode schema = require(typeName).schema().getSchemaNode();
        Set<String> required = new LinkedHashSet<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        List<EventField> fields = new ArrayList<>();
        schema.path("properties").fields().forEachRemaining(property -> {
            JsonNode field = EventTypeReader.resolve(schema, property.getValue());
            List<String> choices = new ArrayList<>();
            field.path("enum").forEach(choice -> choices.add(choice.asText()));
            fields.add(new EventField(
                    property.getKey(),
                    kind(EventTypeReader.types(field)),
                    required.contains(property.getKey()),
                    List.copyOf(choices),
                    field.path("description").asText(),
                    field.path("maxLength").isInt() ? field.path("maxLength").intValue() : null,
                    number(field.path("minimum")),
                    number(field.path("maximum")),
                    field.has("pattern") || field.has("format")
                            ? field.path("examples").path(0).asText(null)
                            : null));
        });
        return List.copyOf(fields);
    }

    private static BigDecimal number(JsonNode rule) {
        return rule.isNumber() ? rule.decimalValue() : null;
    }

    private static EventField.Kind kind(List<String> types) {
        return switch (types.size() == 1 ? types.get(0) : "several") {
            case "string" -> EventField.Kind.TEXT;
            case "number" -> EventField.Kind.NUMBER;
            case "integer" -> EventField.Kind.WHOLE_NUMBER;
            case "boolean" -> EventField.Kind.YES_NO;
            default -> EventField.Kind.OTHER;
        };
    }

    @Override
    public Optional<String> naming(String typeName, String kind) {
        return Optional.ofNullable(require(typeName).references().get(kind))
                .filter(pointer -> pointer.tail() != null && pointer.tail().matches())
                .map(JsonPointer::getMatchingProperty);
    }

    /** @return how long an event of the type waits for a journey; empty when it is done without one */
    Optional<Duration> timeToLive(String typeName) {
        return Optional.ofNullable(require(typeName).timeToLive());
    }

    /** @return whether an event of the type that reaches nothing is done when the journey about it has ended */
    boolean isDoneWhenOver(String typeName) {
        return require(typeName).doneWhenOver();
    }

    /** @return whether the type is known and the customer's later events go on while one of it fails */
    boolean isLoose(String typeName) {
        EventType type = known(typeName);
        return type != null && !type.strict();
    }

    /** @return the type, also of a date, schedule or segment that has left its file; null if there is none */
    private EventType known(String name) {
        EventType type = types().get(name);
        if (type == null) {
            type = DateTypes.left(name);
        }
        return type == null ? SegmentTypes.left(name) : type;
    }

    private EventType require(String name) {
        EventType type = known(name);
        if (type == null) {
            throw RejectedEvent.because(
                    "the event type '" + name + "' is no longer in the catalogue: put it back and replay");
        }
        return type;
    }
}
