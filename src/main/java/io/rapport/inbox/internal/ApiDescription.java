package io.rapport.inbox.internal;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.Map;
import java.util.Optional;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
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
                        The API for systems: they send what happened, as CloudEvents 1.0, and ask what became of it. \
                        The event types and the schemas of their data are the catalogue, at `/api/events/catalogue`. What a key may do is a setting, its scopes: to send \
                        events, and more where it says so."""),
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

    /** The example of a text stays one where it looks like a number: sent as a number it is refused. */
    @Bean
    OpenApiCustomizer textsInExamples() {
        return api -> {
            api.getComponents().getSchemas().values().stream()
                    .filter(schema -> schema.getProperties() != null)
                    .flatMap(schema -> ((Map<?, ?>) schema.getProperties()).values().stream())
                    .map(field -> (io.swagger.v3.oas.models.media.Schema<?>) field)
                    .forEach(field -> text(field, field.getExample()).ifPresent(field::setExample));
            api.getPaths().values().stream()
                    .flatMap(path -> path.readOperations().stream())
                    .filter(operation -> operation.getParameters() != null)
                    .flatMap(operation -> operation.getParameters().stream())
                    .forEach(parameter ->
                            text(parameter.getSchema(), parameter.getExample()).ifPresent(parameter::setExample));
        };
    }

    /** @return the example as a text; empty if it is none that was taken for a number */
    private static Optional<String> text(io.swagger.v3.oas.models.media.Schema<?> schema, Object example) {
        boolean isText = "string".equals(schema.getType())
                || schema.getTypes() != null && schema.getTypes().contains("string");
        return isText && (example instanceof Number || example instanceof JsonNode node && node.isNumber())
                ? Optional.of(example.toString())
                : Optional.empty();
    }

    /** Answered to all that need a key. */
    @Target(ElementType.ANNOTATION_TYPE)
    @Retention(RetentionPolicy.RUNTIME)
    @ApiResponse(
            responseCode = "401",
            description = "No valid API key",
            content = @Content(mediaType = PROBLEM, schema = @Schema(implementation = ApiSchemas.Problem.class)))
    private @interface NoKey {}

    /** Answered to all whose key has not the scope of the path. */
    @Target(ElementType.ANNOTATION_TYPE)
    @Retention(RetentionPolicy.RUNTIME)
    @ApiResponse(
            responseCode = "403",
            description = "The key has not the scope `events`",
            content = @Content(mediaType = PROBLEM, schema = @Schema(implementation = ApiSchemas.Problem.class)))
    private @interface NoScope {}

    /** Answered to all that ask for one event. */
    @Target(ElementType.ANNOTATION_TYPE)
    @Retention(RetentionPolicy.RUNTIME)
    @ApiResponse(
            responseCode = "400",
            description = "The query does not name both source and id",
            content = @Content(mediaType = PROBLEM, schema = @Schema(implementation = ApiSchemas.Problem.class)))
    private @interface NoSuchQuery {}

    /** Answered to all that ask for one event. */
    @Target(ElementType.ANNOTATION_TYPE)
    @Retention(RetentionPolicy.RUNTIME)
    @ApiResponse(
            responseCode = "404",
            description = "No event with this source and id was accepted",
            content = @Content(mediaType = PROBLEM, schema = @Schema(implementation = ApiSchemas.Problem.class)))
    private @interface NoSuchEvent {}

    /** Answered to all that ask for one event. */
    @Target(ElementType.ANNOTATION_TYPE)
    @Retention(RetentionPolicy.RUNTIME)
    @ApiResponse(
            responseCode = "503",
            description = "The database is away",
            content = @Content(mediaType = PROBLEM, schema = @Schema(implementation = ApiSchemas.Problem.class)))
    private @interface DatabaseAway {}

    /** {@code POST /api/events}. */
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @NoKey
    @NoScope
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
                                        schema = @Schema(implementation = ApiSchemas.CloudEvent.class),
                                        examples =
                                                @ExampleObject(
                                                        name = "structured",
                                                        summary = "A customer registered",
                                                        value = ApiExamples.REGISTERED)),
                                @Content(
                                        mediaType = ContentMode.BATCH_TYPE,
                                        array =
                                                @ArraySchema(
                                                        schema = @Schema(implementation = ApiSchemas.CloudEvent.class)),
                                        examples =
                                                @ExampleObject(
                                                        name = "batch",
                                                        summary = "Two events at once",
                                                        value = "[" + ApiExamples.REGISTERED + ", "
                                                                + ApiExamples.CONFIRMED + "]")),
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
                                                        value = ApiExamples.SOME_REFUSED))),
                @ApiResponse(
                        responseCode = "400",
                        description = "Not a valid event of the catalogue, or not JSON; nothing was taken",
                        content =
                                @Content(
                                        mediaType = PROBLEM,
                                        schema = @Schema(implementation = ApiSchemas.Problem.class),
                                        examples =
                                                @ExampleObject(
                                                        name = "missing-field",
                                                        summary = "A field is missing",
                                                        value = ApiExamples.INVALID))),
                @ApiResponse(
                        responseCode = "413",
                        description = "More than 1 MiB for an event, 4 MiB or 1,000 events for a batch",
                        content =
                                @Content(
                                        mediaType = PROBLEM,
                                        schema = @Schema(implementation = ApiSchemas.Problem.class))),
                @ApiResponse(
                        responseCode = "415",
                        description = "A content type, character set or compression that is not taken",
                        headers =
                                @Header(
                                        name = "Accept-Post",
                                        description = "The content types that are taken",
                                        schema = @Schema(type = "string")),
                        content =
                                @Content(
                                        mediaType = PROBLEM,
                                        schema = @Schema(implementation = ApiSchemas.Problem.class))),
                @ApiResponse(
                        responseCode = "422",
                        description = "Another event has this source and id, and the first one stands; or the subject"
                                + " leads to more than one customer",
                        content =
                                @Content(
                                        mediaType = PROBLEM,
                                        schema = @Schema(implementation = ApiSchemas.Problem.class))),
                @ApiResponse(
                        responseCode = "429",
                        description = "Too many events wait; nothing was taken",
                        headers =
                                @Header(
                                        name = "Retry-After",
                                        description = "Seconds until it is worth another try",
                                        schema = @Schema(type = "integer")),
                        content =
                                @Content(
                                        mediaType = PROBLEM,
                                        schema = @Schema(implementation = ApiSchemas.Problem.class))),
                @ApiResponse(
                        responseCode = "503",
                        description = "The database is away; nothing is acknowledged",
                        headers =
                                @Header(
                                        name = "Retry-After",
                                        description = "Seconds until it is worth another try",
                                        schema = @Schema(type = "integer")),
                        content =
                                @Content(
                                        mediaType = PROBLEM,
                                        schema = @Schema(implementation = ApiSchemas.Problem.class)))
            })
    @interface Send {}

    /** {@code GET /api/events}. */
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @NoSuchQuery
    @NoKey
    @NoScope
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
    @NoScope
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
                        content =
                                @Content(
                                        mediaType = PROBLEM,
                                        schema = @Schema(implementation = ApiSchemas.Problem.class))),
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
