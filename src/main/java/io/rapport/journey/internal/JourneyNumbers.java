package io.rapport.journey.internal;

import io.rapport.desk.TaskNumbers;
import io.rapport.feedback.Complaint;
import io.rapport.feedback.Complaints;
import io.rapport.feedback.Panels;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Staff call a complaint by the number that its customer was given, and the task to report a round of the panel by the number
 * of the round: several may wait, one after the other.
 */
@Component
final class JourneyNumbers implements TaskNumbers {

    private static final String COMPLAINT = "complaint:";
    private static final String RESULTS = "panel-results";

    private final Complaints complaints;
    private final Panels panels;

    JourneyNumbers(Complaints complaints, Panels panels) {
        this.complaints = complaints;
        this.panels = panels;
    }

    @Override
    public Optional<String> number(String businessKey) {
        if (businessKey.equals("schedule:" + RESULTS)) {
            return panels.due().map(round -> RESULTS + " " + round.id());
        }
        return businessKey.startsWith(COMPLAINT)
                ? complaints.find(businessKey.substring(COMPLAINT.length())).map(Complaint::number)
                : Optional.empty();
    }
}
