package io.rapport.inbox.internal;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.springframework.http.ProblemDetail;

/**
 * What the door says to a batch.
 *
 * @param accepted how many were taken, those that were known already included
 * @param refused how many were not
 * @param events one answer for each event, in their order
 */
record BatchAnswer(int accepted, int refused, List<EventAnswer> events) {

    /**
     * What the door says to one event of a batch.
     *
     * @param index its place in the batch, from 0
     * @param source its sender; absent when it cannot be read
     * @param id the sender's id; absent when it cannot be read
     * @param status what the event alone would have been answered
     * @param problem why it was refused; absent when it was taken
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record EventAnswer(int index, String source, String id, int status, ProblemDetail problem) {}
}
