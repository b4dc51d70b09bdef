package io.rapport.imports;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The words of the OpenAPI document about imports: apart, so that the controller shows what it does. */
final class ImportDescription {

    private static final String PROBLEM = "application/problem+json";
    private static final String PROBLEM_SCHEMA = "#/components/schemas/Problem";

    private ImportDescription() {}

    /** Answered to all. */
    @Target(ElementType.ANNOTATION_TYPE)
    @Retention(RetentionPolicy.RUNTIME)
    @ApiResponse(
            responseCode = "401",
            description = "No valid API key",
            content = @Content(mediaType = PROBLEM, schema = @Schema(ref = PROBLEM_SCHEMA)))
    @ApiResponse(
            responseCode = "503",
            description = "The database is away",
            content = @Content(mediaType = PROBLEM, schema = @Schema(ref = PROBLEM_SCHEMA)))
    @ApiResponse(
            responseCode = "403",
            description = "The key lacks the scope `imports`, or `imports:read` for those of all systems",
            content = @Content(mediaType = PROBLEM, schema = @Schema(ref = PROBLEM_SCHEMA)))
    private @interface Always {}

    /** Answered to all that ask for one import. */
    @Target(ElementType.ANNOTATION_TYPE)
    @Retention(RetentionPolicy.RUNTIME)
    @ApiResponse(
            responseCode = "404",
            description = "There is no import of this id",
            content = @Content(mediaType = PROBLEM, schema = @Schema(ref = PROBLEM_SCHEMA)))
    private @interface NoSuchImport {}

    /** {@code POST /api/imports}. */
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @Always
    @Operation(
            operationId = "sendImport",
            summary = "Bring the past in by a file",
            description =
                    """
                    Takes one CSV file of customers, orders, consents, points or coupons; character set, separator and names of \
                    columns as the mapping states them, or as they are found. The body is streamed and may have 2 GB. \
                    An import fills what is known and starts nothing: no journey, no message, no event.

                    202 means that the file is stored on this server; it is brought in next, one file after the other in \
                    the order of their ids. The same file again changes nothing.""",
            requestBody =
                    @RequestBody(
                            required = true,
                            description = "The file; its first line names the columns",
                            content =
                                    @Content(
                                            mediaType = "text/csv",
                                            schema = @Schema(type = "string", format = "binary"))),
            responses = {
                @ApiResponse(
                        responseCode = "202",
                        description = "Stored, and to be brought in",
                        headers =
                                @Header(
                                        name = "Location",
                                        description = "Where to ask what became of it",
                                        schema = @Schema(type = "string", format = "uri-reference")),
                        content =
                                @Content(
                                        mediaType = "application/json",
                                        schema = @Schema(implementation = ImportJob.class))),
                @ApiResponse(
                        responseCode = "400",
                        description = "No such kind, or a mapping that is wrong; nothing was taken",
                        content = @Content(mediaType = PROBLEM, schema = @Schema(ref = PROBLEM_SCHEMA))),
                @ApiResponse(
                        responseCode = "413",
                        description = "The file is larger than is taken; split it",
                        content = @Content(mediaType = PROBLEM, schema = @Schema(ref = PROBLEM_SCHEMA))),
                @ApiResponse(
                        responseCode = "415",
                        description = "The body is not text/csv",
                        content = @Content(mediaType = PROBLEM, schema = @Schema(ref = PROBLEM_SCHEMA))),
                @ApiResponse(
                        responseCode = "507",
                        description = "The file cannot be stored: the disk of this server is full",
                        content = @Content(mediaType = PROBLEM, schema = @Schema(ref = PROBLEM_SCHEMA)))
            })
    @interface Send {}

    /** {@code GET /api/imports}. */
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @Always
    @Operation(
            operationId = "listImports",
            summary = "List the newest imports",
            description = "The newest first, without their faults.",
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "At most 100 imports",
                            content =
                                    @Content(
                                            mediaType = "application/json",
                                            array = @ArraySchema(schema = @Schema(implementation = ImportJob.class)))))
    @interface Listing {}

    /** {@code GET /api/imports/all}. */
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @Always
    @Operation(
            operationId = "listAllImports",
            summary = "List the newest imports of all systems",
            description = "The newest first, without their faults. Asks for a key with the scope `imports:read`.",
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "At most 100 imports",
                            content =
                                    @Content(
                                            mediaType = "application/json",
                                            array = @ArraySchema(schema = @Schema(implementation = ImportJob.class)))))
    @interface ListingOfAll {}

    /** {@code GET /api/imports/all/{id}}. */
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @Always
    @NoSuchImport
    @Operation(
            operationId = "anyImportStatus",
            summary = "Ask what became of any system's import",
            description = "As the system that sent it reads it. Asks for a key with the scope `imports:read`.",
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "The import",
                            content =
                                    @Content(
                                            mediaType = "application/json",
                                            schema = @Schema(implementation = ImportJob.class))))
    @interface StatusOfAny {}

    /** {@code GET /api/imports/{id}}. */
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @Always
    @NoSuchImport
    @Operation(
            operationId = "importStatus",
            summary = "Ask what became of an import",
            description = "How far it has come, what was taken and left out, and the first hundred faults.",
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "The import",
                            content =
                                    @Content(
                                            mediaType = "application/json",
                                            schema = @Schema(implementation = ImportJob.class))))
    @interface Status {}

    /** {@code GET /api/imports/{id}/faults}. */
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @Always
    @NoSuchImport
    @Operation(
            operationId = "importFaults",
            summary = "Read the rows that an import left out",
            description =
                    """
                    CSV in UTF-8: the rows as they were, and behind them line, column, value and fix. Corrected, the file can \
                    be sent as it is.""",
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "The rows; the head alone where none was left out",
                            content = @Content(mediaType = "text/csv", schema = @Schema(type = "string"))))
    @interface FaultFile {}
}
