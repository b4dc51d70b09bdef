package io.rapport.journey.internal;

import io.rapport.desk.TaskNumbers;
import io.rapport.feedback.Complaint;
import io.rapport.feedback.Complaints;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Staff call a complaint by the number that its customer was given. */
@Component
final class ComplaintNumbers implements TaskNumbers {

    private static final String KIND = "complaint:";

    private final Complaints complaints;

    ComplaintNumbers(Complaints complaints) {
        this.complaints = complaints;
    }

    @Override
    public Optional<String> number(String businessKey) {
        return businessKey.startsWith(KIND)
                ? complaints.find(businessKey.substring(KIND.length())).map(Complaint::number)
                : Optional.empty();
    }
}
