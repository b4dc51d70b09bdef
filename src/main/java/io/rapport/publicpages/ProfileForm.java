package io.rapport.publicpages;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.calendar.BusinessClock;
import io.rapport.customer.Customer;
import io.rapport.link.Links.Link;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** The form by which customers complete their profile. */
@Component
final class ProfileForm {

    private static final int LONGEST_NAME = 100;
    private static final LocalDate EARLIEST_BIRTHDAY = LocalDate.of(1900, 1, 1);
    /** As the event catalogue has it. */
    private static final Pattern PHONE = Pattern.compile("\\+[1-9][0-9 ()-]{4,28}[0-9]");

    private final LinkEvents events;
    private final ObjectMapper json;
    private final BusinessClock clock;

    ProfileForm(LinkEvents events, ObjectMapper json, BusinessClock clock) {
        this.events = events;
        this.json = json;
        this.clock = clock;
    }

    /** @return the fields of the profile that are not known yet */
    static List<String> missing(Customer customer) {
        Map<String, Object> known = new LinkedHashMap<>();
        // whose name is one word has given it
        known.put("firstName", customer.isNamed() ? "" : null);
        known.put("lastName", customer.isNamed() ? "" : null);
        known.put("phone", customer.phone());
        known.put("birthday", customer.birthday());
        return known.entrySet().stream()
                .filter(field -> field.getValue() == null)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** What is known already is neither shown nor changed: a link may end up in other hands. */
    ActionResult complete(Link link, Customer customer, Map<String, String> form) {
        ObjectNode data = json.createObjectNode();
        List<String> faults = new ArrayList<>();
        for (String field : missing(customer)) {
            String value = form.getOrDefault(field, "").strip();
            if (value.isEmpty()) {
                continue;
            }
            if (isValid(field, value)) {
                data.put(field, value);
            } else {
                faults.add(field);
            }
        }
        if (!faults.isEmpty()) {
            return ActionResult.invalid(faults);
        }
        if (data.isEmpty()) {
            return ActionResult.invalid("form");
        }
        List<String> fields = new ArrayList<>();
        data.fieldNames().forEachRemaining(fields::add);
        if (events.waiting(link.customerId(), "customer.updated").stream()
                .anyMatch(event -> event.data().equals(data))) {
            return ActionResult.ALREADY;
        }
        // who gives the phone today may give the birthday tomorrow
        events.publish(link, "profile:" + link.messageId() + ":" + String.join("+", fields), "customer.updated", data);
        return ActionResult.DONE;
    }

    private boolean isValid(String field, String value) {
        return switch (field) {
            case "phone" -> PHONE.matcher(value).matches();
            case "birthday" -> isBirthday(value);
            default -> value.length() <= LONGEST_NAME && value.chars().noneMatch(Character::isISOControl);
        };
    }

    private boolean isBirthday(String value) {
        try {
            LocalDate day = LocalDate.parse(value);
            return !day.isBefore(EARLIEST_BIRTHDAY) && day.isBefore(LocalDate.now(clock));
        } catch (DateTimeException e) {
            return false;
        }
    }
}
