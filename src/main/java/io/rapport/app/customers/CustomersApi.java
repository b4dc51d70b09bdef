package io.rapport.app.customers;

import io.rapport.audit.Actor;
import io.rapport.calendar.Moments;
import io.rapport.customer.TimelineEntry.Kind;
import io.rapport.inbox.ApiProblems;
import io.rapport.picture.CustomerPictures;
import io.rapport.picture.Timeline;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.security.Principal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;

/** {@code GET /api/customers/{id}}: the same picture of a customer for systems whose key may read customers. */
@RestController
@Tag(name = "Customers", description = "What is known of a customer, read by systems")
class CustomersApi {

    private static final String PROBLEM = "application/problem+json";

    private final CustomerPictures pictures;

    CustomersApi(CustomerPictures pictures) {
        this.pictures = pictures;
    }

    @GetMapping("/api/customers/{id}")
    @Operation(
            operationId = "customer",
            summary = "Read all that is known of a customer",
            description =
                    "Asks for a key with the scope `customers:read`. Each reading is noted in the audit log. Names of"
                            + " journeys and tasks are in English; codes are those of the events. The id of a customer who"
                            + " was merged into another one answers with that one, whose `id` it is, and a `notice` that"
                            + " says so.")
    @ApiResponse(
            responseCode = "200",
            description = "The customer",
            content =
                    @Content(mediaType = "application/json", schema = @Schema(implementation = CustomerDocument.class)))
    @ApiResponse(
            responseCode = "400",
            description = "A parameter cannot be read",
            content = @Content(mediaType = PROBLEM, schema = @Schema(ref = "#/components/schemas/Problem")))
    @ApiResponse(
            responseCode = "401",
            description = "No valid API key",
            content = @Content(mediaType = PROBLEM, schema = @Schema(ref = "#/components/schemas/Problem")))
    @ApiResponse(
            responseCode = "403",
            description = "The key lacks the scope `customers:read`",
            content = @Content(mediaType = PROBLEM, schema = @Schema(ref = "#/components/schemas/Problem")))
    @ApiResponse(
            responseCode = "404",
            description = "Nobody has this id, or the customer was erased",
            content = @Content(mediaType = PROBLEM, schema = @Schema(ref = "#/components/schemas/Problem")))
    ResponseEntity<Object> customer(
            @Parameter(description = "The customer's id, without its kind", example = "42") @PathVariable String id,
            @Parameter(description = "Kinds of entries of the timeline; none means all", example = "order")
                    @RequestParam(defaultValue = "")
                    List<String> kind,
            @Parameter(description = "Only what happened before; `next` of an answer") @RequestParam(required = false)
                    String before,
            @Parameter(
                            description =
                                    "How many entries of the timeline at the most, 1 to 200; those of one moment stay together, also if they are more")
                    @RequestParam(defaultValue = "50")
                    int most,
            Principal caller) {
        Timeline.Part part = new Timeline.Part(kinds(kind), moment(before), most);
        return pictures.read(id, part, Locale.ENGLISH, Actor.system(caller.getName()), "customer-api")
                .<ResponseEntity<Object>>map(picture -> ResponseEntity.ok()
                        .cacheControl(CacheControl.noStore())
                        .body(CustomerDocuments.of(picture, id)))
                .orElseGet(() -> problem(
                        HttpStatus.NOT_FOUND,
                        "no-such-customer",
                        "No such customer",
                        "Nobody has this id, or the customer was erased. Send the id as in the events' subject, without"
                                + " 'customer:'."));
    }

    @ExceptionHandler
    ResponseEntity<Object> unreadable(IllegalArgumentException e) {
        return problem(HttpStatus.BAD_REQUEST, "unreadable-parameter", "A parameter cannot be read", e.getMessage());
    }

    /** Nearer than its cause, which is another's fault above. */
    @ExceptionHandler
    ResponseEntity<Object> noNumber(MethodArgumentTypeMismatchException e) {
        return problem(
                HttpStatus.BAD_REQUEST,
                "unreadable-parameter",
                "A parameter cannot be read",
                e.getName() + ": send a whole number");
    }

    private static ResponseEntity<Object> problem(HttpStatus status, String type, String title, String detail) {
        ProblemDetail problem = ApiProblems.of(status, type, title, detail);
        return ApiProblems.answer(problem).body(problem);
    }

    private static Set<Kind> kinds(List<String> chosen) {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        for (String code : chosen) {
            try {
                kinds.add(Kind.valueOf(code.toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "kind: there is no such kind of entry; use "
                                + String.join(
                                        ", ",
                                        EnumSet.allOf(Kind.class).stream()
                                                .map(CustomerPage::code)
                                                .toList()),
                        e);
            }
        }
        return kinds;
    }

    private static Instant moment(String text) {
        try {
            return text == null || text.isBlank() ? null : Moments.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("before: send a moment such as 2026-03-11T09:30:00Z", e);
        }
    }
}
