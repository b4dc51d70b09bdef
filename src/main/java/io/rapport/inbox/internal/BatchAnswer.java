package io.rapport.inbox.internal;

import static io.swagger.v3.oas.annotations.media.Schema.RequiredMode.REQUIRED;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.springframework.http.ProblemDetail;

/**
 * What is answered to a batch.
 *
 * @param accepted how many were taken, those that were known already included
 * @param refused how many were not
 * @param events one answer for each event, in their order
 */
@Schema(description = "What is answered to a batch")
record BatchAnswer(
        @Schema(description = "How many were taken, those that were known already included", example = "2")
                int accepted,
        @Schema(description = "How many were not", example = "1") int refused,
        @Schema(description = "One answer for each event, in their order") List<EventAnswer> events) {

    /**
     * What is answered to one event of a batch.
     *
     * @param index its place in the batch, from 0
     * @param source its sender; absent when it cannot be read
     * @param id the sender's id; absent when it cannot be read
     * @param status what the event alone would have been answered
     * @param problem why it was refused; absent when it was taken
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(description = "What is answered to one event of a batch")
    record EventAnswer(
            @Schema(description = "Its place in the batch, from 0", requiredMode = REQUIRED) int index,
            @Schema(description = "Its sender; absent when it cannot be read") String source,
            @Schema(description = "The sender's id; absent when it cannot be read") String id,
            @Schema(
                            description = "What the event alone would have been answered: 202, 400, 413 or 422",
                            requiredMode = REQUIRED)
                    int status,
            @Schema(
                            description = "Why it was refused; absent when it was taken",
                            implementation = ApiSchemas.Problem.class)
                    ProblemDetail problem) {}
}
