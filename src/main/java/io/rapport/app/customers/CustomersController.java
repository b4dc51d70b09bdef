package io.rapport.app.customers;

import io.rapport.app.forms.FormOutcome;
import io.rapport.app.forms.TypedSearches;
import io.rapport.audit.Actor;
import io.rapport.calendar.BusinessClock;
import io.rapport.calendar.Moments;
import io.rapport.calendar.WorkingTime;
import io.rapport.customer.TimelineEntry;
import io.rapport.customer.TimelineEntry.Kind;
import io.rapport.customer.UpcomingItem;
import io.rapport.customer.UpcomingItem.State;
import io.rapport.desk.Absences;
import io.rapport.desk.Advisers;
import io.rapport.feedback.Complaint;
import io.rapport.feedback.Complaints;
import io.rapport.language.StaffLanguages;
import io.rapport.picture.CustomerImports;
import io.rapport.picture.CustomerPicture;
import io.rapport.picture.CustomerPictures;
import io.rapport.picture.CustomerPictures.Hits;
import io.rapport.picture.Timeline;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/**
 * {@code /customers}: staff find a customer by one field, and see what is known of them. What somebody types to find a
 * customer stands in no URL ({@link TypedSearches}); a customer's own page has the id.
 */
@Controller
@RequestMapping("/customers")
class CustomersController {

    private static final String PAGE = "/customers";
    private static final int ENTRIES = 50;
    private static final String COMPLAINT = "complaint:";

    private final CustomerPictures pictures;
    private final StaffLanguages languages;
    private final WorkingTime working;
    private final BusinessClock clock;
    private final ActionLinks actions;
    private final Advisers advisers;
    private final Absences absences;
    private final Complaints complaints;
    private final SavedForms saved;
    private final CustomerImports imports;

    CustomersController(
            CustomerPictures pictures,
            StaffLanguages languages,
            WorkingTime working,
            BusinessClock clock,
            ActionLinks actions,
            Advisers advisers,
            Absences absences,
            Complaints complaints,
            SavedForms saved,
            CustomerImports imports) {
        this.pictures = pictures;
        this.languages = languages;
        this.working = working;
        this.clock = clock;
        this.actions = actions;
        this.advisers = advisers;
        this.absences = absences;
        this.complaints = complaints;
        this.saved = saved;
        this.imports = imports;
    }

    /**
     * @param search of what was typed, as {@link #find} named it; empty for none
     */
    @GetMapping
    ModelAndView page(
            @RequestParam(defaultValue = "") String search,
            Principal reader,
            Locale locale,
            HttpServletRequest request) {
        CustomerTexts texts = texts(locale);
        Map<String, Object> model = model(texts);
        Optional<String> typed = TypedSearches.find(request, search).map(fields -> fields.get(0));
        model.put("over", !search.isEmpty() && typed.isEmpty());
        typed.ifPresent(q -> {
            Hits hits = pictures.find(q, Actor.staff(reader.getName()));
            CustomerPage page = new CustomerPage(texts, Map.of());
            model.put("q", q);
            model.put("hits", hits.hits().stream().map(page::line).toList());
            model.put("more", hits.more());
            model.put(
                    "count",
                    hits.more()
                            ? texts.say("page.found.more", CustomerPictures.MOST_FOUND)
                            : texts.say("page.found", hits.hits().size()));
        });
        return new ModelAndView("customers/search", model);
    }

    @PostMapping
    ModelAndView find(@RequestParam(defaultValue = "") String q, HttpServletRequest form) {
        return q.isBlank() ? FormOutcome.seeOther(PAGE) : TypedSearches.leadTo(form, PAGE, q);
    }

    @GetMapping("/{id}")
    ModelAndView customer(
            @PathVariable String id,
            @RequestParam(defaultValue = "") List<String> kind,
            @RequestParam(defaultValue = "") String before,
            Principal reader,
            Locale locale,
            HttpServletRequest request,
            HttpServletResponse response) {
        CustomerTexts texts = texts(locale);
        Set<Kind> kinds = kinds(kind, texts);
        Timeline.Part part = new Timeline.Part(kinds, moment(before, texts), ENTRIES);
        Optional<CustomerPicture> read =
                pictures.read(id, part, texts.language(), Actor.staff(reader.getName()), "customer-page");
        Map<String, Object> model = model(texts);
        if (read.isEmpty()) {
            return page("customers/unknown", model, HttpStatus.NOT_FOUND);
        }
        CustomerPicture picture = read.get();
        CustomerPage page = new CustomerPage(texts, complaintNumbers(picture));
        ProfileFacts facts = new ProfileFacts(texts, clock.instant());
        model.put("id", picture.customer().id());
        model.put("name", page.name(picture.customer()));
        model.put(
                "profile",
                facts.profile(
                        picture,
                        adviser(picture, texts),
                        imports.of(picture.customer().id())));
        model.put("permissions", facts.permissions(picture));
        model.put("running", page.upcoming(picture, State.RUNNING));
        model.put("open", page.upcoming(picture, State.OPEN));
        model.put("planned", page.upcoming(picture, State.PLANNED));
        model.put("orders", page.orders(picture));
        model.put("complaints", page.complaints(picture));
        model.put("segments", page.segments(picture.segments()));
        model.put("editor", actions.isEditor(reader));
        model.put("timeline", page.timeline(picture));
        model.put("kinds", page.kinds(kinds));
        model.put("kind", kinds.stream().map(CustomerPage::code).toList());
        model.put(
                "kindQuery",
                kinds.isEmpty()
                        ? ""
                        : kinds.stream()
                                .map(one -> "kind=" + CustomerPage.code(one))
                                .collect(Collectors.joining("&", "?", "")));
        model.put("older", picture.timeline().next());
        model.put("newest", before.isBlank());
        model.put("actions", actions.of(reader, picture.customer().id(), texts.language()));
        model.put(
                "merged",
                id.equals(picture.customer().id())
                        ? null
                        : texts.say("page.merged", id, picture.customer().id()));
        saved.of(request, response, texts.language()).ifPresent(text -> model.put("done", text));
        return new ModelAndView("customers/customer", model);
    }

    /** By the ids of complaints, the numbers that customers were given: what staff open has an id that says nothing. */
    private Map<String, String> complaintNumbers(CustomerPicture picture) {
        Set<String> ids = Stream.concat(
                        picture.upcoming().stream().map(UpcomingItem::facts),
                        picture.timeline().entries().stream().map(TimelineEntry::facts))
                .map(facts -> String.valueOf(facts.get("about")))
                .filter(about -> about.startsWith(COMPLAINT))
                .map(about -> about.substring(COMPLAINT.length()))
                .collect(Collectors.toSet());
        return ids.isEmpty()
                ? Map.of()
                : complaints.findAll(ids).values().stream()
                        .filter(complaint -> complaint.number() != null)
                        .collect(Collectors.toMap(Complaint::id, Complaint::number));
    }

    /** Who cares for the customer, and their deputy today; null if nobody does. */
    private String adviser(CustomerPicture picture, CustomerTexts texts) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), working.zone());
        return advisers.of(picture.customer().id())
                .map(adviser -> {
                    String present = absences.present(adviser.login(), today).orElse("–");
                    String text = adviser.namedBy() == null
                            ? adviser.login()
                            : texts.say("page.adviser.named", adviser.login(), adviser.namedBy());
                    return present.equals(adviser.login()) ? text : texts.say("page.adviser.absent", text, present);
                })
                .orElse(null);
    }

    @ExceptionHandler
    ModelAndView fault(IllegalArgumentException e, Locale locale) {
        Map<String, Object> model = model(texts(locale));
        model.put("fault", e.getMessage());
        return page("customers/unknown", model, HttpStatus.BAD_REQUEST);
    }

    private static ModelAndView page(String view, Map<String, Object> model, HttpStatus status) {
        ModelAndView page = new ModelAndView(view, model);
        page.setStatus(status);
        return page;
    }

    private CustomerTexts texts(Locale locale) {
        return new CustomerTexts(locale, languages, working.zone());
    }

    private Map<String, Object> model(CustomerTexts texts) {
        Map<String, Object> model = new HashMap<>();
        model.put("t", texts.words());
        model.put("lang", texts.lang());
        model.put("zone", texts.say("page.times", working.zone().getId()));
        return model;
    }

    private static Set<Kind> kinds(List<String> chosen, CustomerTexts texts) {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        for (String code : chosen) {
            try {
                kinds.add(Kind.valueOf(code.toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(texts.say("page.fault.kind"), e);
            }
        }
        return kinds;
    }

    private static Instant moment(String text, CustomerTexts texts) {
        if (text.isBlank()) {
            return null;
        }
        try {
            return Moments.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(texts.say("page.fault.before"), e);
        }
    }
}
