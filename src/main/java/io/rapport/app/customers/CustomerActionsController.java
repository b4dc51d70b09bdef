package io.rapport.app.customers;

import io.rapport.app.forms.SentForms;
import io.rapport.audit.Actor;
import io.rapport.audit.AuditAction;
import io.rapport.audit.AuditLog;
import io.rapport.audit.AuditRecord;
import io.rapport.customer.Customer;
import io.rapport.customer.Customers;
import io.rapport.customer.Order;
import io.rapport.customer.Orders;
import io.rapport.inbox.EventField;
import io.rapport.inbox.EventTypes;
import io.rapport.journey.StaffStart;
import io.rapport.journey.StaffStarts;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/**
 * {@code /customers/{id}/actions}: the forms by which staff do something for a customer. Who may see customers may note a
 * contact and open a complaint; the rest is for the group {@code customer-editors} and administrators. A form that is not
 * filled in correctly comes back with the values entered, and names the fields that are wrong.
 */
@Controller
@RequestMapping("/customers/{id}/actions")
class CustomerActionsController {

    private static final int ORDERS = 20;

    /** Where the fields of a start event stand among the others. */
    private static final String DATA = "data.";

    /** The fields of all forms; each form has some of them, in this order. */
    private static final List<String> FIELDS = List.of(
            "said",
            "channel",
            "direction",
            "outcome",
            "note",
            "topic",
            "basis",
            "source",
            "wording",
            "text",
            "orderId",
            "remedySought",
            "firstName",
            "lastName",
            "email",
            "phone",
            "birthday",
            "locale",
            "timeZone",
            "use",
            "adviser",
            "points",
            "journey",
            DATA,
            "day",
            "request",
            "reason");

    private final CustomerActions actions;
    private final Customers customers;
    private final Orders orders;
    private final ActionLinks links;
    private final StaffStarts starts;
    private final EventTypes types;
    private final StaffChoices members;
    private final AuditLog audit;
    private final SavedForms saved;

    CustomerActionsController(
            CustomerActions actions,
            Customers customers,
            Orders orders,
            ActionLinks links,
            StaffStarts starts,
            EventTypes types,
            StaffChoices members,
            AuditLog audit,
            SavedForms saved) {
        this.actions = actions;
        this.customers = customers;
        this.orders = orders;
        this.links = links;
        this.starts = starts;
        this.types = types;
        this.members = members;
        this.audit = audit;
        this.saved = saved;
    }

    @GetMapping("/{action}")
    ModelAndView form(
            @PathVariable String id,
            @PathVariable String action,
            @RequestParam(defaultValue = "") String journey,
            Principal reader,
            Locale locale) {
        Optional<Request> request = request(id, action, reader).filter(this::isOffered);
        if (request.isEmpty()) {
            return ActionLinks.refused(id, locale);
        }
        // a form shows something of the customer, too
        audit.record(new AuditRecord(
                Actor.staff(reader.getName()),
                AuditAction.READ,
                "customer-form",
                request.get().customer().id(),
                request.get().action().path()));
        return page(request.get(), UUID.randomUUID(), filledIn(request.get(), journey), Set.of(), locale);
    }

    /** @return what a form has in it before anybody types */
    private Map<String, String> filledIn(Request request, String journey) {
        return switch (request.action()) {
            case PROFILE -> StaffForm.shown(request.customer());
            case JOURNEY -> Map.of("journey", journey);
            case WITHDRAWAL -> {
                List<String> erasures = links.erasures(request.customer().id());
                yield erasures.size() == 1 ? Map.of("request", erasures.get(0)) : Map.of();
            }
            default -> Map.of();
        };
    }

    @PostMapping("/{action}")
    ModelAndView perform(
            @PathVariable String id,
            @PathVariable String action,
            @RequestParam MultiValueMap<String, String> sent,
            Principal reader,
            Locale locale,
            HttpServletRequest http) {
        Optional<Request> request = request(id, action, reader);
        if (request.isEmpty()) {
            return ActionLinks.refused(id, locale);
        }
        Map<String, String> fields = sent.toSingleValueMap();
        UUID form = SentForms.id(fields.get(SentForms.FIELD));
        Map<String, String> odd = odd(request.get().action(), sent, locale);
        if (!odd.isEmpty()) {
            ModelAndView page = page(request.get(), form, fields, odd.keySet(), locale);
            page.addObject("odd", odd);
            page.setStatus(HttpStatus.UNPROCESSABLE_ENTITY);
            return page;
        }
        try {
            boolean now = actions.perform(
                    reader.getName(), request.get().customer(), request.get().action(), form, fields);
            return saved.backTo(http, id, now ? request.get().action().path() : "before", form);
        } catch (FormFaults faults) {
            boolean changed = faults.fields().contains(StaffForm.CHANGED_ELSEWHERE);
            UUID next = faults.fields().contains(CustomerActions.AGAIN) ? UUID.randomUUID() : form;
            if (changed) {
                fields.putAll(new StaffForm(fields).shownAnew(request.get().customer()));
            }
            ModelAndView page = page(request.get(), next, fields, faults.fields(), locale);
            if (changed) {
                page.addObject("odd", changedElsewhere(request.get().customer(), faults.fields(), locale));
            }
            page.setStatus(HttpStatus.UNPROCESSABLE_ENTITY);
            return page;
        }
    }

    /** @return what to say of the fields that the form does not ask for so, by the field */
    private Map<String, String> odd(StaffAction action, MultiValueMap<String, String> sent, Locale locale) {
        Set<String> known = new HashSet<>(action.fields());
        if (action == StaffAction.PROFILE) {
            action.fields().forEach(name -> known.add(StaffForm.SHOWN + name));
        }
        Optional<StaffStart> start =
                action == StaffAction.JOURNEY ? start(sent.getFirst("journey"), locale) : Optional.empty();
        Map<String, String> labels = new HashMap<>();
        EventFieldTexts texts = new EventFieldTexts(locale);
        start.ifPresent(one -> dataFields(one).forEach(field -> {
            known.add(DATA + field.name());
            labels.put(DATA + field.name(), texts.label(one.eventType(), field));
        }));
        if (action == StaffAction.JOURNEY && start.isEmpty()) {
            // of a journey that is not there nobody knows the fields; that one is named
            sent.keySet().stream().filter(name -> name.startsWith(DATA)).forEach(known::add);
        }
        return UnaskedFields.of(
                sent,
                known,
                name -> labels.containsKey(name)
                        ? labels.get(name)
                        : ActionLinks.TEXTS.find("field." + name, locale).orElse(name),
                locale);
    }

    /** @return what to say of each field that somebody else changed meanwhile, by the field */
    private static Map<String, String> changedElsewhere(Customer customer, Set<String> faults, Locale locale) {
        Map<String, String> said = new HashMap<>();
        StaffForm.profileOf(customer).forEach((name, value) -> {
            if (faults.contains(name)) {
                String label = ActionLinks.TEXTS.say("field." + name, locale);
                said.put(
                        name,
                        value.isEmpty()
                                ? ActionLinks.TEXTS.say("emptied-elsewhere", locale, label)
                                : ActionLinks.TEXTS.say("filled-in-elsewhere", locale, label, value));
            }
        });
        return said;
    }

    /**
     * What somebody may do.
     *
     * @param customer for whom
     * @param action what
     */
    private record Request(Customer customer, StaffAction action) {}

    /** @return empty if there is no such customer or action, or it is not for this reader */
    private Optional<Request> request(String id, String action, Principal reader) {
        return StaffAction.find(action)
                .filter(found -> links.isFor(reader, found))
                .flatMap(found -> customers
                        .find(id)
                        .filter(customer -> !customer.isErased())
                        .map(customer -> new Request(customer, found)));
    }

    /** A form that was open meanwhile is taken, and says itself what does not fit any more. */
    private boolean isOffered(Request request) {
        return request.action() != StaffAction.WITHDRAWAL
                || !links.erasures(request.customer().id()).isEmpty();
    }

    private ModelAndView page(
            Request request, UUID form, Map<String, String> fields, Set<String> faults, Locale locale) {
        Map<String, Object> model = new HashMap<>();
        model.put("t", ActionLinks.words(locale));
        model.put("id", request.customer().id());
        model.put("name", request.customer().fullName());
        model.put("action", request.action().path());
        model.put("form", form);
        model.put("f", fields);
        model.put("choices", choices(request));
        model.put("words", words(locale));
        switch (request.action()) {
            case COMPLAINT ->
                model.put(
                        "orders",
                        orders.latest(request.customer().id(), ORDERS).stream()
                                .map(Order::id)
                                .toList());
            case PROFILE ->
                model.put("profile", StaffForm.profileOf(request.customer()).keySet());
            default -> {}
        }
        List<EventField> data =
                request.action() == StaffAction.JOURNEY ? journeys(model, fields.get("journey"), locale) : List.of();
        model.put("faults", inOrder(faults, data));
        model.put("fixes", fixes(faults, data, fields, locale));
        model.put("odd", Map.of());
        return new ModelAndView("customers/action", model);
    }

    /** @return the names of topics, by what stands for each in a form */
    private Map<String, String> words(Locale locale) {
        Map<String, String> words = new HashMap<>();
        actions.topics().forEach(topic -> CustomerTexts.topic(topic, locale)
                .ifPresent(word -> words.put("consent.topic." + topic, word)));
        return words;
    }

    /** @return what the fields of a form offer, as the event catalogue has it */
    private Map<String, List<String>> choices(Request request) {
        return switch (request.action()) {
            case CONTACT ->
                Map.of(
                        "channel", choices("contact.noted", "channel"),
                        "direction", choices("contact.noted", "direction"),
                        "outcome", choices("contact.noted", "outcome"));
            case COMPLAINT -> Map.of("channel", choices("complaint.opened", "channel"));
            case CONSENT ->
                Map.of(
                        "said", StaffForm.SAID,
                        "channel", choices("consent.granted", "channel"),
                        "topic", actions.topics(),
                        "basis", StaffForm.BASES,
                        "source", StaffForm.SAID_BY);
            case RESTRICTION -> Map.of("use", StaffForm.USES);
            case ADVISER ->
                Map.of(
                        "adviser",
                        Stream.concat(members.logins().stream(), Stream.of(StaffForm.NOBODY))
                                .toList());
            case WITHDRAWAL ->
                Map.of("request", links.erasures(request.customer().id()));
            default -> Map.of();
        };
    }

    private List<String> choices(String type, String name) {
        return types.fields(type).stream()
                .filter(field -> field.name().equals(name))
                .flatMap(field -> field.choices().stream())
                .toList();
    }

    private Optional<StaffStart> start(String journey, Locale locale) {
        return starts.all(locale).stream()
                .filter(one -> one.journey().equals(journey))
                .findFirst();
    }

    /** @return the fields of the event on which a journey starts, as far as the form asks for them */
    private List<EventField> dataFields(StaffStart start) {
        return types.fields(start.eventType()).stream()
                .filter(field -> field.kind() != EventField.Kind.OTHER)
                .filter(field -> !field.name().equals(start.aboutField()))
                .toList();
    }

    /** @return the fields of the event on which the chosen journey starts; none if none is chosen */
    private List<EventField> journeys(Map<String, Object> model, String chosen, Locale locale) {
        List<StaffStart> all = starts.all(locale);
        model.put("journeys", all);
        Optional<StaffStart> start = start(chosen, locale);
        List<EventField> fields = start.map(this::dataFields).orElse(List.of());
        EventFieldTexts texts = new EventFieldTexts(locale);
        start.ifPresent(one -> model.put("start", one));
        model.put("fields", fields);
        String type = start.map(StaffStart::eventType).orElse("");
        model.put(
                "hints",
                fields.stream()
                        .collect(Collectors.toMap(field -> DATA + field.name(), field -> texts.hint(type, field))));
        Map<String, String> labels = new HashMap<>();
        for (EventField field : fields) {
            labels.put(DATA + field.name(), texts.label(type, field));
            field.choices()
                    .forEach(value -> labels.put(DATA + field.name() + "." + value, texts.choice(type, field, value)));
        }
        model.put("labels", labels);
        return fields;
    }

    /** @return the faults as the page has their fields; what is of no field stands last */
    private static Set<String> inOrder(Set<String> faults, List<EventField> data) {
        List<String> order = new ArrayList<>(FIELDS);
        order.addAll(
                order.indexOf(DATA),
                data.stream().map(field -> DATA + field.name()).toList());
        Set<String> sorted = new TreeSet<>(CheckedForm.inOrder(order));
        sorted.addAll(faults);
        return sorted;
    }

    /** @return what to fill in for each fault of a field of the event, by the fault */
    private static Map<String, String> fixes(
            Set<String> faults, List<EventField> data, Map<String, String> typed, Locale locale) {
        EventFieldTexts texts = new EventFieldTexts(locale);
        return data.stream()
                .filter(field -> faults.contains(DATA + field.name()))
                .collect(Collectors.toMap(
                        field -> DATA + field.name(),
                        field -> texts.fix(field, typed.getOrDefault(DATA + field.name(), ""))));
    }
}
