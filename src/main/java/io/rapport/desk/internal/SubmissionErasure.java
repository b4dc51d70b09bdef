package io.rapport.desk.internal;

import io.rapport.inbox.Event;
import io.rapport.inbox.EventProjection;
import io.rapport.inbox.Reference;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Deletes what staff wrote about a customer when the customer is erased. */
@Component
final class SubmissionErasure implements EventProjection {

    private final Submissions submissions;
    private final TaskComments comments;

    SubmissionErasure(Submissions submissions, TaskComments comments) {
        this.submissions = submissions;
        this.comments = comments;
    }

    @Override
    public Map<Long, Set<Reference>> project(List<Event> events) {
        for (Event event : events) {
            if (event.type().equals("customer.erased")) {
                submissions.erase(event.customerId());
                comments.erase(event.customerId());
            }
        }
        return Map.of();
    }
}
