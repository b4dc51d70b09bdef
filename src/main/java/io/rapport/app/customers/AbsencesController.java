package io.rapport.app.customers;

import io.rapport.app.forms.FormOutcome;
import io.rapport.app.forms.SentForms;
import io.rapport.calendar.BusinessClock;
import io.rapport.calendar.WorkingTime;
import io.rapport.desk.Absence;
import io.rapport.desk.AbsenceHandover;
import io.rapport.desk.Absences;
import io.rapport.desk.LiveStaff;
import io.rapport.desk.StaffDirectory;
import io.rapport.language.StaffLanguages;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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
 * {@code /customers/absences}: who of staff is absent when, and who stands in. Members of queues enter their own absences,
 * leads and administrators those of everybody.
 */
@Controller
@RequestMapping("/customers/absences")
class AbsencesController {

    private static final String PAGE = "/customers/absences";

    /** The fields in the order of the page, in which faults are named. */
    private static final List<String> FIELDS = List.of("login", "firstDay", "lastDay", "deputy");

    private static final int LONGEST_AHEAD_YEARS = 2;

    private final Absences absences;
    private final AbsenceHandover handover;
    private final StaffChoices members;
    private final StaffDirectory staff;
    private final LiveStaff live;
    private final StaffLanguages languages;
    private final WorkingTime working;
    private final BusinessClock clock;
    private final SentForms forms;

    AbsencesController(
            Absences absences,
            AbsenceHandover handover,
            StaffChoices members,
            StaffDirectory staff,
            LiveStaff live,
            StaffLanguages languages,
            WorkingTime working,
            BusinessClock clock,
            SentForms forms) {
        this.absences = absences;
        this.handover = handover;
        this.members = members;
        this.staff = staff;
        this.live = live;
        this.languages = languages;
        this.working = working;
        this.clock = clock;
        this.forms = forms;
    }

    /**
     * A line of the list.
     *
     * @param deputy empty where nobody is named
     * @param now whether the person is absent today
     * @param removable whether the reader may take the entry back
     */
    record AbsenceLine(
            long id, String login, String firstDay, String lastDay, String deputy, boolean now, boolean removable) {}

    @GetMapping
    ModelAndView page(Principal reader, Locale locale, HttpServletRequest request) {
        return page(reader, Map.of("login", reader.getName()), Set.of(), locale)
                .addObject(
                        "outcome",
                        FormOutcome.on(request).map(FormOutcome::code).orElse(null));
    }

    @PostMapping
    ModelAndView enter(
            @RequestParam MultiValueMap<String, String> sent,
            Principal reader,
            Locale locale,
            HttpServletRequest request) {
        Map<String, String> fields = sent.toSingleValueMap();
        Map<String, String> words = new CustomerTexts(locale, languages, working.zone()).words();
        Map<String, String> odd =
                UnaskedFields.of(sent, Set.copyOf(FIELDS), field -> words.get("absences." + field), locale);
        if (!odd.isEmpty()) {
            ModelAndView page = page(reader, fields, odd.keySet(), locale);
            page.addObject("odd", odd);
            page.setStatus(HttpStatus.UNPROCESSABLE_ENTITY);
            return page;
        }
        LocalDate today = today();
        Set<String> faults = new TreeSet<>(Comparator.comparing(FIELDS::indexOf));
        String login = fields.getOrDefault("login", "").strip();
        String deputy = fields.getOrDefault("deputy", "").strip();
        List<String> everybody = members.logins();
        LocalDate first = day(fields, "firstDay", today.minusYears(1), faults);
        LocalDate last = day(fields, "lastDay", today, faults);
        if (!mayEnterFor(reader).contains(login)) {
            faults.add("login");
        }
        if (first != null && last != null && last.isBefore(first)) {
            faults.add("lastDay");
        }
        if (!deputy.isEmpty() && (deputy.equals(login) || !everybody.contains(deputy))) {
            faults.add("deputy");
        }
        if (!faults.isEmpty()) {
            ModelAndView page = page(reader, fields, faults, locale);
            page.setStatus(HttpStatus.UNPROCESSABLE_ENTITY);
            return page;
        }
        boolean now = forms.once(fields.get(SentForms.FIELD), () -> {
                    absences.enter(
                            login, first, last, deputy.isEmpty() ? null : deputy, reader.getName(), clock.instant());
                    return true;
                })
                .orElse(false);
        if (now) {
            handover.handOver();
        }
        return FormOutcome.of(now ? "entered" : "before").leadBack(request, PAGE);
    }

    /** An entry that is gone is removed already, so that the form needs no note of its own that it was sent. */
    @PostMapping("/{id}/remove")
    ModelAndView remove(@PathVariable long id, Principal reader, HttpServletRequest request) {
        boolean removed = absences.find(id)
                .filter(absence -> mayEnterFor(reader).contains(absence.login()))
                .map(absence -> {
                    absences.remove(absence.id());
                    return true;
                })
                .orElse(false);
        return FormOutcome.of(removed ? "removed" : "before").leadBack(request, PAGE);
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), working.zone());
    }

    private static LocalDate day(Map<String, String> fields, String name, LocalDate earliest, Set<String> faults) {
        try {
            LocalDate day = LocalDate.parse(fields.getOrDefault(name, "").strip());
            if (!day.isBefore(earliest) && !day.isAfter(earliest.plusYears(LONGEST_AHEAD_YEARS))) {
                return day;
            }
        } catch (DateTimeException unfit) {
            // named below
        }
        faults.add(name);
        return null;
    }

    /** Asked anew: a session may remember groups that somebody has left. */
    private Set<String> mayEnterFor(Principal reader) {
        Set<String> groups = staff.groups(reader.getName());
        boolean leads = groups.contains(StaffDirectory.ADMINISTRATORS)
                || groups.stream().anyMatch(live::isLead);
        return leads ? Set.copyOf(members.logins()) : Set.of(reader.getName());
    }

    private ModelAndView page(Principal reader, Map<String, String> fields, Set<String> faults, Locale locale) {
        CustomerTexts texts = new CustomerTexts(locale, languages, working.zone());
        LocalDate today = today();
        Set<String> mayEnterFor = mayEnterFor(reader);
        Map<String, Object> model = new HashMap<>();
        model.put("t", texts.words());
        model.put("lang", texts.lang());
        model.put("f", fields);
        model.put("faults", faults);
        model.put("people", new TreeSet<>(mayEnterFor));
        model.put("deputies", members.logins());
        model.put(
                "absences",
                absences.from(today).stream()
                        .map(absence -> line(absence, texts, today, mayEnterFor))
                        .toList());
        return new ModelAndView("customers/absences", model);
    }

    private AbsenceLine line(Absence absence, CustomerTexts texts, LocalDate today, Set<String> mayEnterFor) {
        String deputy = absence.deputy() != null
                ? absence.deputy()
                : live.member(absence.login()).map(person -> person.deputy()).orElse("");
        return new AbsenceLine(
                absence.id(),
                absence.login(),
                texts.day(absence.firstDay()),
                texts.day(absence.lastDay()),
                deputy,
                absence.covers(today),
                mayEnterFor.contains(absence.login()));
    }
}
