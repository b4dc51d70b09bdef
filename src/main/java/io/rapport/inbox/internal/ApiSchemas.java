package io.rapport.inbox.internal;

import static io.swagger.v3.oas.annotations.media.Schema.RequiredMode.REQUIRED;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;

/** The schemas of the OpenAPI document ({@link ApiDescription}) that no class which the program works with would give. */
final class ApiSchemas {

    private ApiSchemas() {}

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
            @Schema(
                            requiredMode = REQUIRED,
                            maxLength = 128,
                            description = "A type of the catalogue that systems may send")
                    String type,
            @Schema(
                            requiredMode = REQUIRED,
                            pattern = "^(customer:(?!\\.{1,2}$)[A-Za-z0-9._-]{1,64}|[a-z][a-z0-9-]{0,31}:.{1,255})$",
                            description =
                                    "The customer: customer:ID, or email:ADDRESS, phone:NUMBER, or SYSTEM:ID of a system"
                                            + " that rapport.identity.systems names")
                    String subject,
            @Schema(format = "date-time", description = "When it happened; without it, when it was accepted")
                    String time,
            @Schema(description = "Always JSON", allowableValues = "application/json") String datacontenttype,
            @Schema(format = "uri", description = "Not read") String dataschema,
            @Schema(
                            format = "date-time",
                            description = "When it is to be delivered, at most 366 days ahead; at once without it")
                    String deliverat,
            @Schema(
                            allowableValues = {"live", "bulk"},
                            description =
                                    "Whether it may wait: bulk events, such as an import, are processed when nothing"
                                            + " live waits; without it what is usual for the sender")
                    String rapportpriority,
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
            @Schema(requiredMode = REQUIRED, description = "What is wrong and how to fix it") String detail) {}
}
