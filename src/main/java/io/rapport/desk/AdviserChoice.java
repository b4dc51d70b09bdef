package io.rapport.desk;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Finds an adviser for who has none. */
@Component
public class AdviserChoice {

    private static final Logger LOG = LoggerFactory.getLogger(AdviserChoice.class);

    private final Advisers advisers;
    private final StaffDirectory staff;
    private final LiveStaff live;

    AdviserChoice(Advisers advisers, StaffDirectory staff, LiveStaff live) {
        this.advisers = advisers;
        this.staff = staff;
        this.live = live;
    }

    /**
     * Gives a customer an adviser from a queue: of its members who speak the language, or of all where nobody does, the one who
     * cares for the fewest customers. Who has an adviser that still works here keeps them.
     *
     * @param customerId bare id
     * @param queue whose members are asked
     * @param language that they should speak, as {@code staff.yaml} lists it among the skills; {@code null} for any
     * @param now since when
     * @return the login of the customer's adviser afterwards; empty if the queue has no member
     */
    public Optional<String> assign(String customerId, String queue, String language, Instant now) {
        String present = advisers.of(customerId).map(Adviser::login).orElse(null);
        if (present != null && staff.find(present).isPresent()) {
            return Optional.of(present);
        }
        List<String> members =
                staff.members(queue).stream().map(StaffMember::id).toList();
        List<String> speaking = members.stream()
                .filter(member -> language != null && speaks(member, language))
                .toList();
        List<String> asked = speaking.isEmpty() ? members : speaking;
        Map<String, Integer> customers = advisers.counts(asked);
        Optional<String> chosen = asked.stream()
                .min(Comparator.comparingInt((String login) -> customers.getOrDefault(login, 0))
                        .thenComparing(Comparator.naturalOrder()));
        if (chosen.isEmpty()) {
            LOG.warn("The queue {} has no member who could be the adviser of a customer", queue);
        }
        chosen.ifPresent(login -> advisers.assign(customerId, login, present, now));
        return chosen;
    }

    private boolean speaks(String login, String language) {
        return live.member(login)
                .map(person -> person.skills().getOrDefault(SkillKind.LANGUAGE, List.of()))
                .filter(languages -> languages.contains(language))
                .isPresent();
    }
}
