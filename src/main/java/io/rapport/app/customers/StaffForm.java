package io.rapport.app.customers;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.audit.AuditReason;
import io.rapport.customer.Customer;
import io.rapport.inbox.EventField;
import io.rapport.publicpages.TypedText;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** What staff typed into a form about a customer, and the event that it becomes. */
final class StaffForm {

    /** Where a customer may have said something; the ledger keeps it. */
    static final List<String> SAID_BY = List.of("phone", "visit", "email", "chat", "post");

    /** The second half of the two events of the consent ledger. */
    static final List<String> SAID = List.of("granted", "withdrawn");

    /** The second half of the two events about the use of data. */
    static final List<String> USES = List.of("restricted", "restriction-lifted");

    /** Grounds that a customer can say something about; a contract and the law are not asked. */
    static final List<String> BASES = List.of("consent", "legitimate-interest");

    /** The choice of no adviser. */
    static final String NOBODY = "nobody";

    /** How the ids begin of what a form names. */
    static final String OWN_ID = "staff-";

    /** What stands before the name of a field of the profile, for what the form showed in it. */
    static final String SHOWN = "shown.";

    /** The fault of a profile that somebody else changed while the form was open; the fields are named with it. */
    static final String CHANGED_ELSEWHERE = "changed-elsewhere";

    private static final String REASON = "reason";
    private static final String NOTED = "noted by staff";
    private static final String DAY = "day";

    /** What is older is a matter of imports. */
    private static final Period EARLIEST = Period.ofYears(1);

    private final Map<String, String> fields = new LinkedHashMap<>();
    private final Set<String> faults = new TreeSet<>();

    /** @param fields as they were sent, by name; what is not known, and what no database keeps, is not read */
    StaffForm(Map<String, String> fields) {
        fields.forEach((name, value) -> this.fields.put(
                name, value == null ? "" : TypedText.clean(value).strip()));
    }

    private Optional<String> field(String name) {
        return Optional.ofNullable(fields.get(name)).filter(value -> !value.isEmpty());
    }

    private String required(String name) {
        return field(name).orElseThrow(() -> new FormFaults(name));
    }

    /** @return why, as somebody typed it; empty, and noted among the {@link #faults}, if it cannot be kept */
    private String reason() {
        try {
            return AuditReason.typed(fields.get(REASON));
        } catch (IllegalArgumentException unfit) {
            faults.add(REASON);
            return "";
        }
    }

    /** @return the fields that were found unfit and stopped nothing, so that all are named in one go */
    Set<String> faults() {
        return Set.copyOf(faults);
    }

    /**
     * @param zone of the company
     * @param now the present
     * @return when what the form notes happened: noon of the day that was typed; empty if that is today, blank, or no day
     *     of the last year, which is noted among the {@link #faults}
     */
    Optional<Instant> day(ZoneId zone, Instant now) {
        LocalDate today = LocalDate.ofInstant(now, zone);
        Optional<LocalDate> day = field(DAY).flatMap(this::date);
        if (day.filter(typed -> typed.isAfter(today) || typed.isBefore(today.minus(EARLIEST)))
                .isPresent()) {
            faults.add(DAY);
            return Optional.empty();
        }
        return day.filter(typed -> !typed.equals(today))
                .map(typed -> typed.atTime(LocalTime.NOON).atZone(zone).toInstant());
    }

    private Optional<LocalDate> date(String typed) {
        try {
            return Optional.of(LocalDate.parse(typed));
        } catch (DateTimeException unfit) {
            faults.add(DAY);
            return Optional.empty();
        }
    }

    private void copy(ObjectNode data, String... names) {
        for (String name : names) {
            field(name).ifPresent(value -> data.put(name, value));
        }
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /**
     * @param login who of staff it was
     * @return a call, a visit or the like
     */
    StaffEvent contact(String login) {
        ObjectNode data = object();
        copy(data, "channel", "direction", "outcome", "note");
        return new StaffEvent("contact.noted", data.put("by", login), NOTED);
    }

    /**
     * @param form names the complaint, so that the form sent twice opens one
     * @return a complaint that the customer made to staff
     */
    StaffEvent complaint(UUID form) {
        ObjectNode data = object().put("complaintId", OWN_ID + form);
        copy(data, "channel", "text", "orderId", "remedySought");
        return new StaffEvent("complaint.opened", data, NOTED);
    }

    /**
     * @param customer as the profile is
     * @return what of it was changed in the form; what is blank now is taken away, what was left as it was shown and what the
     *     form has no field for stays
     * @throws FormFaults if somebody else changed the same field while the form was open
     */
    StaffEvent profile(Customer customer) {
        ObjectNode data = object();
        Set<String> changedElsewhere = new TreeSet<>();
        profileOf(customer).forEach((name, value) -> {
            String present = TypedText.clean(value).strip();
            String shown = fields.getOrDefault(SHOWN + name, present);
            String typed = fields.getOrDefault(name, shown);
            if (typed.equals(shown) || typed.equals(present)) {
                return;
            }
            if (!shown.equals(present)) {
                changedElsewhere.add(name);
            }
            // a blank text becomes null, which says that there is nothing any more
            data.put(name, typed.isEmpty() ? null : typed);
        });
        String why = reason();
        if (!changedElsewhere.isEmpty()) {
            faults.add(CHANGED_ELSEWHERE);
            throw new FormFaults(changedElsewhere);
        }
        if (data.isEmpty()) {
            throw new FormFaults("nothing");
        }
        return new StaffEvent("customer.updated", data, why);
    }

    /**
     * @param customer as the profile is
     * @return the form as it is shown then: with what was typed, the rest as it is now; without what it has beside the profile
     */
    Map<String, String> shownAnew(Customer customer) {
        Map<String, String> anew = shown(customer);
        profileOf(customer).keySet().forEach(name -> {
            String typed = fields.get(name);
            if (typed != null && !typed.equals(fields.get(SHOWN + name))) {
                anew.put(name, typed);
            }
        });
        return anew;
    }

    /** @return the fields of the profile, and with each what was shown in it, for the form to bring along */
    static Map<String, String> shown(Customer customer) {
        Map<String, String> fields = profileOf(customer);
        Map.copyOf(fields).forEach((name, value) -> fields.put(SHOWN + name, value));
        return fields;
    }

    /** @return the fields of the profile that staff may change, as the form shows them; blank: unknown */
    static Map<String, String> profileOf(Customer customer) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("firstName", text(customer.firstName()));
        fields.put("lastName", text(customer.lastName()));
        fields.put("email", text(customer.email()));
        fields.put("phone", text(customer.phone()));
        fields.put("birthday", text(customer.birthday()));
        fields.put("locale", customer.locale().toLanguageTag());
        fields.put(
                "timeZone",
                customer.timeZoneAssumed() ? "" : customer.timeZone().getId());
        return fields;
    }

    private static String text(Object value) {
        return value == null ? "" : value.toString();
    }

    /** @return what the customer allows or no longer allows, on which ground, where it was said and in which words */
    StaffEvent consent() {
        String said = required("said");
        if (!SAID.contains(said)) {
            throw new FormFaults("said");
        }
        String source = required("source");
        if (!SAID_BY.contains(source)) {
            throw new FormFaults("source");
        }
        if (!BASES.contains(required("basis"))) {
            throw new FormFaults("basis");
        }
        // the ledger proves what was said, and stays when the customer is erased
        if (AuditReason.holdsAddress(required("wording"))) {
            throw new FormFaults("wording");
        }
        ObjectNode data = object();
        copy(data, "channel", "topic", "basis", "wording");
        data.put("source", source + ", " + NOTED);
        return new StaffEvent("consent." + said, data, "said by " + source);
    }

    /** @return that the customer's data are not to be used any more, or may be again */
    StaffEvent restriction() {
        String why = reason();
        String use = required("use");
        if (!USES.contains(use)) {
            throw new FormFaults("use");
        }
        return new StaffEvent("customer." + use, object().put(REASON, why), why);
    }

    /**
     * @param login who of staff says so
     * @param advisers the logins of those who may be chosen
     * @return who cares for the customer from now on
     */
    StaffEvent adviser(String login, Collection<String> advisers) {
        String why = reason();
        String adviser = required("adviser");
        ObjectNode data = object();
        if (!adviser.equals(NOBODY)) {
            if (!advisers.contains(adviser)) {
                throw new FormFaults("adviser");
            }
            data.put("adviser", adviser);
        }
        return new StaffEvent("customer.adviser-changed", data.put("by", login), why);
    }

    /**
     * @param login who of staff says so
     * @return points that the customer gets, or that are taken off as a number below zero
     */
    StaffEvent points(String login) {
        String why = reason();
        int points;
        try {
            points = Integer.parseInt(required("points").replace('\u2212', '-'));
        } catch (NumberFormatException unfit) {
            throw new FormFaults("points");
        }
        if (points == 0) {
            throw new FormFaults("points");
        }
        return new StaffEvent(
                "loyalty.points-corrected",
                object().put("points", points).put(REASON, why).put("by", login),
                why);
    }

    /** @return that the customer's data are not to be erased after all */
    StaffEvent withdrawal() {
        String why = reason();
        return new StaffEvent("data-request.withdrawn", object().put("requestId", required("request")), why);
    }

    /**
     * @param type on which the journey starts
     * @param about the field of the type that names what the journey is about; null if that is the customer
     * @param form names it
     * @param known the type's fields
     * @return what starts the journey
     */
    StaffEvent journey(String type, String about, UUID form, List<EventField> known) {
        ObjectNode data = object();
        for (EventField field : known) {
            String name = field.name();
            if (name.equals(about)) {
                data.put(name, OWN_ID + form);
            } else if (field.kind() != EventField.Kind.OTHER) {
                field("data." + name).ifPresent(value -> put(data, field, value));
            }
        }
        return new StaffEvent(type, data, reason());
    }

    private static void put(ObjectNode data, EventField field, String value) {
        try {
            switch (field.kind()) {
                case WHOLE_NUMBER -> data.put(field.name(), Long.parseLong(value));
                case NUMBER -> data.put(field.name(), new BigDecimal(value));
                case YES_NO -> data.put(field.name(), Boolean.parseBoolean(value));
                default -> data.put(field.name(), value);
            }
        } catch (NumberFormatException unfit) {
            // the catalogue says so, along with all else that is unfit
            data.put(field.name(), value);
        }
    }
}
