package io.rapport.inbox.internal;

import static io.swagger.v3.oas.annotations.media.Schema.RequiredMode.REQUIRED;

import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.enums.SecuritySchemeIn;
import io.swagger.v3.oas.annotations.enums.SecuritySchemeType;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.info.Info;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.security.SecurityScheme;
import io.swagger.v3.oas.annotations.servers.Server;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.Map;
import org.springframework.context.annotation.Configuration;

/**
 * The words of the OpenAPI document, served at {@code /api/openapi} and committed as {@code docs/openapi.yaml}: apart, so
 * that the controllers show what they do.
 */
@Configuration(proxyBeanMethods = false)
@OpenAPIDefinition(
        info =
                @Info(
                        title = "Rapport",
                        version = "1",
                        description =
                                """
                        The door for systems: they tell what happened, as CloudEvents 1.0, and ask what became of it. \
                        The event types and the schemas of their data are the catalogue, at `/api/events/catalogue`."""),
        servers = @Server(url = "/", description = "This server"),
        security = {@SecurityRequirement(name = "bearer"), @SecurityRequirement(name = "header")})
@SecurityScheme(
        name = "bearer",
        type = SecuritySchemeType.HTTP,
        scheme = "bearer",
        description = "A system's API key: `Authorization: Bearer <key>`")
@SecurityScheme(
        name = "header",
        type = SecuritySchemeType.APIKEY,
        in = SecuritySchemeIn.HEADER,
        paramName = "X-API-Key",
        description = "The same key in a header of its own")
@SecurityScheme(
        name = "login",
        type = SecuritySchemeType.HTTP,
        scheme = "basic",
        description = "An administrator or designer, for reading the catalogue alone")
class ApiDescription {

    private static final String PROBLEM = "application/problem+json";

    private static final String REGISTERED =
            """
            {
              "specversion": "1.0", "id": "evt-0001", "source": "https://shop.example.com",
              "type": "customer.registered", "subject": "customer:42", "time": "2026-03-11T09:30:00Z",
              "data": {"firstName": "Hannah", "lastName": "Whitcombe", "email": "hannah.whitcombe@example.com",
                       "locale": "en-GB", "timeZone": "Europe/London"}
            }""";

    private static final String CONFIRMED =
            """
            {
              "specversion": "1.0", "id": "evt-0002", "source": "https://shop.example.com",
              "type": "customer.confirmed", "subject": "customer:42", "data": {}
            }""";

    private static final String INVALID =
            """
            {
              "type": "urn:rapport:problem:invalid-event", "title": "The event is not valid", "status": 400,
              "detail": "The event was not taken; mend what errors names and send it again.",
              "instance": "/api/events",
              "errors": [{"pointer": "/data/total", "detail": "is missing; order.placed needs it"}]
            }""";

    private static final String SOME_REFUSED =
            """
            {
              "accepted": 1, "refused": 1,
              "events": [
                {"index": 0, "source": "https://shop.example.com", "id": "evt-0001", "status": 202},
                {"index": 1, "source": "https://shop.example.com", "id": "evt-0002", "status": 400, "problem": {
                  "type": "urn:rapport:problem:invalid-event", "title": "The event is not valid", "status": 400,
                  "detail": "The event was not taken; mend what errors names and send it again.",
                  "errors": [{"pointer": "/subject", "detail": "is missing; a CloudEvent needs it"}]}}
              ]
            }""";

    /** A CloudEvent, for the document alone: what is read is decided by {@link CloudEventReader}. */
    @Schema(
            name = "CloudEvent",
            description =
                    "A CloudEvent 1.0 in JSON. Extension attributes (lower-case letters and digits, simple values)"
                            + " may stand beside these.")
    record CloudEvent(
            @Schema(requiredMode = REQUIRED, allowableValues = "1.0") String specversion,
            @Schema(requiredMode = REQUIRED, maxLength = 256, description = "Names the event within its source")
                    String id,
            @Schema(
                            requiredMode = REQUIRED,
                            maxLength = 512,
                            format = "uri-reference",
                            description = "The sender; source and id together are the event's identity")
                    String source,
            @Schema(requiredMode = REQUIRED, maxLength = 128, description = "A type of the catalogue") String type,
            @Schema(
                            requiredMode = REQUIRED,
                            pattern = "^customer:[A-Za-z0-9._-]{1,64}$",
                            description = "The customer's reference")
                    String subject,
            @Schema(format = "date-time", description = "When it happened; without it, when it was accepted")
                    String time,
            @Schema(description = "Always JSON", allowableValues = "application/json") String datacontenttype,
            @Schema(format = "uri", description = "Not read") String dataschema,
            @Schema(
                            format = "date-time",
                            description = "When it is to be delivered, at most a year ahead; at once without it")
                    String deliverat,
            @Schema(
                            requiredMode = REQUIRED,
                            description = "After the type's schema in the catalogue; {} where it has no fields")
                    Map<String, Object> data) {}

    /** A refusal, for the document alone: {@link Problems} makes them. */
    @Schema(name = "Problem", description = "A refusal after RFC 9457")
    record Problem(
            @Schema(requiredMode = REQUIRED, format = "uri", description = "What kind of problem, as a stable name")
                    String type,
            @Schema(requiredMode = REQUIRED, description = "The kind in words") String title,
            @Schema(requiredMode = REQUIRED, description = "The HTTP status") int status,
            @Schema(requiredMode = REQUIRED, description = "What to do about it") String detail,
            @Schema(description = "The path asked for") String instance,
            @Schema(description = "Each fault of an event that is not valid, at most 50") List<Fault> errors) {}

    /** One fault, for the document alone. */
    @Schema(name = "Fault", description = "One thing that is wrong with an event")
    record Fault(
            @Schema(
                            requiredMode = REQUIRED,
                            description =
                                    "JSON pointer (RFC 6901) into the event, in binary mode as if it were structured",
                            example = "/data/total")
                    String pointer,
            @Schema(requiredMode = REQUIRED, description = "What is wrong and how to mend it") String detail) {}

    /** Answered to all that need a key. */
    @Target(ElementType.ANNOTATION_TYPE)
    @Retention(RetentionPolicy.RUNTIME)
    @ApiResponse(
            responseCode = "401",
            description = "No valid API key",
            content = @Content(mediaType = PROBLEM, schema = @Schema(implementation = Problem.class)))
    private @interface NoKey {}

    /** Answered to all that ask for one event. */
    @Target(ElementType.ANNOTATION_TYPE)
    @Retention(RetentionPolicy.RUNTIME)
    @ApiResponse(
            responseCode = "400",
            description = "The query does not name both source and id",
            content = @Content(mediaType = PROBLEM, schema = @Schema(implementation = Problem.class)))
    private @interface NoSuchQuery {}

    /** Answered to all that ask for one event. */
    @Target(ElementType.ANNOTATION_TYPE)
    @Retention(RetentionPolicy.RUNTIME)
    @ApiResponse(
            responseCode = "404",
            description = "No event with this source and id was accepted",
            content = @Content(mediaType = PROBLEM, schema = @Schema(implementation = Problem.class)))
    private @interface NoSuchEvent {}

    /** Answered to all that ask for one event. */
    @Target(ElementType.ANNOTATION_TYPE)
    @Retention(RetentionPolicy.RUNTIME)
    @ApiResponse(
            responseCode = "503",
            description = "The database is away",
            content = @Content(mediaType = PROBLEM, schema = @Schema(implementation = Problem.class)))
    private @interface DatabaseAway {}

    /** {@code POST /api/events}. */
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @NoKey
    @Operation(
            operationId = "sendEvents",
            summary = "Tell what happened",
            description =
                    """
                    Takes CloudEvents in three content modes, in UTF-8 and not compressed: one structured event, one \
                    binary event (the attributes are headers `ce-id`, `ce-source`, `ce-type`, `ce-subject`, \
                    `ce-specversion`, `ce-time`, percent-encoded; the body is the data), or a batch.

                    202 means that the event is stored for good. The same `source` and `id` again is the same event: \
                    it is taken once, and answered alike; so whatever was not answered may be sent again. The bad \
                    events of a batch do not refuse the others. Events of one customer are worked on in the order of \
                    their arrival.""",
            requestBody =
                    @RequestBody(
                            required = true,
                            content = {
                                @Content(
                                        mediaType = ContentMode.EVENT_TYPE,
                                        schema = @Schema(implementation = CloudEvent.class),
                                        examples =
                                                @ExampleObject(
                                                        name = "structured",
                                                        summary = "A customer registered",
                                                        value = REGISTERED)),
                                @Content(
                                        mediaType = ContentMode.BATCH_TYPE,
                                        array = @ArraySchema(schema = @Schema(implementation = CloudEvent.class)),
                                        examples =
                                                @ExampleObject(
                                                        name = "batch",
                                                        summary = "Two events at once",
                                                        value = "[" + REGISTERED + ", " + CONFIRMED + "]")),
                                @Content(
                                        mediaType = "application/json",
                                        schema =
                                                @Schema(
                                                        type = "object",
                                                        description = "Binary mode: the data alone, after its type's"
                                                                + " schema; the attributes are ce- headers"),
                                        examples =
                                                @ExampleObject(
                                                        name = "binary",
                                                        summary = "The data of customer.lapsed",
                                                        value = "{\"lastOrderAt\": \"2026-02-11T08:42:00Z\"}"))
                            }),
            responses = {
                @ApiResponse(
                        responseCode = "202",
                        description = "Stored for good. A batch is answered with one answer for each event; a single"
                                + " event with an empty body.",
                        content =
                                @Content(
                                        mediaType = "application/json",
                                        schema = @Schema(implementation = BatchAnswer.class))),
                @ApiResponse(
                        responseCode = "207",
                        description = "A batch of which some events were refused; the others are stored for good",
                        content =
                                @Content(
                                        mediaType = "application/json",
                                        schema = @Schema(implementation = BatchAnswer.class),
                                        examples =
                                                @ExampleObject(
                                                        name = "some-refused",
                                                        summary = "One taken, one refused",
                                                        value = SOME_REFUSED))),
                @ApiResponse(
                        responseCode = "400",
                        description = "Not a valid event of the catalogue, or not JSON; nothing was taken",
                        content =
                                @Content(
                                        mediaType = PROBLEM,
                                        schema = @Schema(implementation = Problem.class),
                                        examples =
                                                @ExampleObject(
                                                        name = "missing-field",
                                                        summary = "A field is missing",
                                                        value = INVALID))),
                @ApiResponse(
                        responseCode = "413",
                        description = "More than 1 MiB for an event, 4 MiB or 1,000 events for a batch",
                        content = @Content(mediaType = PROBLEM, schema = @Schema(implementation = Problem.class))),
                @ApiResponse(
                        responseCode = "415",
                        description = "A content type, character set or compression that is not taken",
                        headers =
                                @Header(
                                        name = "Accept-Post",
                                        description = "The content types that are taken",
                                        schema = @Schema(type = "string")),
                        content = @Content(mediaType = PROBLEM, schema = @Schema(implementation = Problem.class))),
                @ApiResponse(
                        responseCode = "422",
                        description = "Another event has this source and id; the first one stands",
                        content = @Content(mediaType = PROBLEM, schema = @Schema(implementation = Problem.class))),
                @ApiResponse(
                        responseCode = "429",
                        description = "Too many events wait; nothing was taken",
                        headers =
                                @Header(
                                        name = "Retry-After",
                                        description = "Seconds until it is worth another try",
                                        schema = @Schema(type = "integer")),
                        content = @Content(mediaType = PROBLEM, schema = @Schema(implementation = Problem.class))),
                @ApiResponse(
                        responseCode = "503",
                        description = "The database is away; nothing is acknowledged",
                        headers =
                                @Header(
                                        name = "Retry-After",
                                        description = "Seconds until it is worth another try",
                                        schema = @Schema(type = "integer")),
                        content = @Content(mediaType = PROBLEM, schema = @Schema(implementation = Problem.class)))
            })
    @interface Send {}

    /** {@code GET /api/events}. */
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @NoSuchQuery
    @NoKey
    @NoSuchEvent
    @DatabaseAway
    @Operation(
            operationId = "eventStatus",
            summary = "Ask what became of an event",
            description = "Names the journeys that it started, advanced or ended.",
            responses = {
                @ApiResponse(
                        responseCode = "200",
                        description = "The event and what it did",
                        content =
                                @Content(
                                        mediaType = "application/json",
                                        schema = @Schema(implementation = io.rapport.inbox.EventStatus.class))),
            })
    @interface Status {}

    /** {@code DELETE /api/events}. */
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @NoSuchQuery
    @NoKey
    @NoSuchEvent
    @DatabaseAway
    @Operation(
            operationId = "cancelEvent",
            summary = "Cancel an event that is to be delivered later",
            description = "Before its time (`deliverat`) alone. Its source and id stay taken.",
            responses = {
                @ApiResponse(
                        responseCode = "204",
                        description = "It will not be delivered, now or cancelled before",
                        content = @Content),
                @ApiResponse(
                        responseCode = "409",
                        description = "It was delivered already, or was not to be delivered later",
                        content = @Content(mediaType = PROBLEM, schema = @Schema(implementation = Problem.class))),
            })
    @interface Cancel {}

    /** {@code GET /api/events/catalogue}. */
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @Operation(
            operationId = "eventCatalogue",
            summary = "Read the catalogue of event types",
            description = "AsyncAPI 3 in YAML, as the server validates by it; a page to read for Accept: text/html.",
            security = {
                @SecurityRequirement(name = "bearer"),
                @SecurityRequirement(name = "header"),
                @SecurityRequirement(name = "login")
            },
            responses = {
                @ApiResponse(
                        responseCode = "200",
                        description = "The catalogue",
                        content = {
                            @Content(mediaType = "application/yaml", schema = @Schema(type = "string")),
                            @Content(mediaType = "text/html", schema = @Schema(type = "string"))
                        }),
                @ApiResponse(
                        responseCode = "304",
                        description = "The sender has it (If-None-Match)",
                        content = @Content),
                @ApiResponse(responseCode = "401", description = "No valid API key or login", content = @Content),
                @ApiResponse(
                        responseCode = "403",
                        description = "Somebody else's login than an administrator's or designer's",
                        content = @Content)
            })
    @interface Catalogue {}
}
