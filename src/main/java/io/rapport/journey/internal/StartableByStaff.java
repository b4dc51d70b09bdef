package io.rapport.journey.internal;

import io.rapport.desk.JourneyTitles;
import io.rapport.inbox.EventTypes;
import io.rapport.inbox.Reference;
import io.rapport.journey.StaffStart;
import io.rapport.journey.StaffStarts;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** The start messages of those live models that say that staff may start them. */
@Component
final class StartableByStaff implements StaffStarts {

    private final StartMessages starts;
    private final EventTypes types;
    private final JourneyTitles titles;

    StartableByStaff(StartMessages starts, EventTypes types, JourneyTitles titles) {
        this.starts = starts;
        this.types = types;
        this.titles = titles;
    }

    @Override
    public List<StaffStart> all(Locale reader) {
        return starts.all().stream()
                .filter(StartMessages.Start::startableByStaff)
                .filter(start -> types.names().contains(start.message()))
                .map(start -> new StaffStart(
                        start.journey(),
                        titles.of(start.definitionId(), reader),
                        start.message(),
                        start.about().equals(Reference.CUSTOMER)
                                ? null
                                : types.naming(start.message(), start.about()).orElse(null)))
                .sorted(Comparator.comparing(StaffStart::title).thenComparing(StaffStart::eventType))
                .toList();
    }
}
