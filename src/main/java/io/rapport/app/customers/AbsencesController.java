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
import io.rapport.desk.StaffPerson;
import io.rapport.language.StaffLanguages;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.stereotype.Controller;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/**
 * {@code /customers/absences}: who of staff is absent when, and who is their deputy. Members of queues enter their own absences,
 * leads and administrators those of everybody.
 */
@Controller
@RequestMapping("/customers/absences")
class AbsencesController {

    private static final String PAGE = "/customers/absences";

    /** The fields in the order of the page, in which faults are named. */
    private static final List<String> FIELDS = List.of("login", "firstDay", "lastDay", "deputy");

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
     * @param notSeen that the deputy does not see all of the person's tasks; empty where they do
     * @param now whether the person is absent today
     * @param removable whether the reader may take the entry back
     */
    record AbsenceLine(
            long id,
            String login,
            String firstDay,
            String lastDay,
            String deputy,
            String notSeen,
            boolean now,
            boolean removable) {}

    @GetMapping
    ModelAndView page(Principal reader, Locale locale, HttpServletRequest request) {
        return page(reader, CheckedForm.unsent(Map.of("login", reader.getName())), locale)
                .addObject("outcome", FormOutcome.codeOn(request));
    }

    @PostMapping
    ModelAndView enter(
            @RequestParam MultiValueMap<String, String> sent,
            Principal reader,
            Locale locale,
            HttpServletRequest request) {
        CustomerTexts texts = new CustomerTexts(locale, languages, working.zone());
        Map<String, String> words = texts.words();
        CheckedForm form = CheckedForm.sent(FIELDS, sent, field -> words.get("absences." + field), locale);
        LocalDate today = today();
        String login = form.text("login");
        String deputy = form.text("deputy");
        LocalDate first = form.day("firstDay", today.minusYears(1), today.plusYears(1));
        LocalDate last = form.day("lastDay", today, today.plusYears(2));
        form.check("login", mayEnterFor(reader).contains(login));
        form.check("lastDay", first == null || last == null || !last.isBefore(first));
        form.check(
                "deputy",
                deputy.isEmpty() || !deputy.equals(login) && members.logins().contains(deputy));
        if (form.isFit()) {
            checkQueues(form, login, deputy, texts);
        }
        if (!form.isFit()) {
            return page(reader, form, locale);
        }
        FormOutcome outcome;
        try {
            outcome = forms.once(request, () -> {
                absences.within(login, first, last).ifPresent(other -> {
                    throw new AbsentAlready(other);
                });
                absences.enter(login, first, last, deputy.isEmpty() ? null : deputy, reader.getName(), clock.instant());
                absences.withoutDeputy(login, first.isBefore(today) ? today : first, last)
                        .ifPresent(day -> {
                            throw new NoDeputy(day);
                        });
                return FormOutcome.of("entered");
            });
        } catch (AbsentAlready already) {
            form.refuse("firstDay", already(already.absence, texts));
            return page(reader, form, locale);
        } catch (NoDeputy none) {
            form.refuse("deputy", texts.say("page.absences.no-deputy", texts.day(none.day)));
            return page(reader, form, locale);
        }
        handover.handOver();
        return outcome.leadBack(request, PAGE);
    }

    /**
     * Who works in other queues would get tasks that they do not see. Where nobody is named, the usual deputy is meant; whom no
     * colleague can take the place of is not kept from being absent by that.
     */
    private void checkQueues(CheckedForm form, String login, String named, CustomerTexts texts) {
        String deputy = named.isEmpty() ? usualDeputy(login) : named;
        List<String> fit = members.deputiesOf(login);
        if (deputy.isEmpty() || fit.contains(deputy)) {
            return;
        }
        if (!fit.isEmpty()) {
            String choices = fit.stream()
                    .reduce((some, next) -> texts.say("page.absences.choices", some, next))
                    .orElseThrow();
            form.refuse("deputy", texts.say("page.absences.other-queues", deputy, login, choices));
        } else if (!named.isEmpty()) {
            form.refuse("deputy", texts.say("page.absences.no-colleague", deputy, login));
        }
    }

    /** An entry that is gone is removed already, so that the form needs no note of its own that it was sent. */
    @PostMapping("/{id}/remove")
    ModelAndView remove(@PathVariable long id, Principal reader, HttpServletRequest request) {
        return absences.find(id)
                .filter(absence -> mayEnterFor(reader).contains(absence.login()))
                .map(absence -> {
                    absences.remove(absence.id());
                    handover.handOver();
                    return FormOutcome.of("removed");
                })
                .orElse(FormOutcome.BEFORE)
                .leadBack(request, PAGE);
    }

    /** Asked for within the transaction of the form, so that one that is sent twice does not meet itself. */
    private static final class AbsentAlready extends RuntimeException {

        private static final long serialVersionUID = 1L;
        private final transient Absence absence;

        AbsentAlready(Absence absence) {
            this.absence = absence;
        }
    }

    /** Thrown within the transaction of the form, which takes the entry back. */
    private static final class NoDeputy extends RuntimeException {

        private static final long serialVersionUID = 1L;
        private final LocalDate day;

        NoDeputy(LocalDate day) {
            this.day = day;
        }
    }

    private String already(Absence absence, CustomerTexts texts) {
        String deputy = deputy(absence);
        return texts.say(
                "page.absences.already",
                absence.login(),
                texts.day(absence.firstDay()),
                texts.day(absence.lastDay()),
                deputy.isEmpty() ? texts.words().get("absences.nobody") : deputy);
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), working.zone());
    }

    /** Asked anew: a session may remember groups that somebody has left. */
    private Set<String> mayEnterFor(Principal reader) {
        Set<String> groups = staff.groups(reader.getName());
        boolean leads = groups.contains(StaffDirectory.ADMINISTRATORS)
                || groups.stream().anyMatch(live::isLead);
        return leads ? Set.copyOf(members.logins()) : Set.of(reader.getName());
    }

    private ModelAndView page(Principal reader, CheckedForm form, Locale locale) {
        CustomerTexts texts = new CustomerTexts(locale, languages, working.zone());
        LocalDate today = today();
        Set<String> mayEnterFor = mayEnterFor(reader);
        Map<String, Object> model = new HashMap<>();
        model.put("t", texts.words());
        model.put("lang", texts.lang());
        model.put("people", new TreeSet<>(mayEnterFor));
        model.put(
                "deputies",
                mayEnterFor.size() == 1
                        ? members.deputiesOf(mayEnterFor.iterator().next())
                        : members.logins());
        model.put(
                "absences",
                absences.from(today).stream()
                        .map(absence -> line(absence, texts, today, mayEnterFor))
                        .toList());
        return form.on(new ModelAndView("customers/absences", model));
    }

    private AbsenceLine line(Absence absence, CustomerTexts texts, LocalDate today, Set<String> mayEnterFor) {
        String deputy = deputy(absence);
        return new AbsenceLine(
                absence.id(),
                absence.login(),
                texts.day(absence.firstDay()),
                texts.day(absence.lastDay()),
                deputy,
                notSeen(absence.login(), deputy, texts),
                absence.covers(today),
                mayEnterFor.contains(absence.login()));
    }

    /** A usual deputy, or one who has left a queue since, was not chosen from those who fit. */
    private String notSeen(String login, String deputy, CustomerTexts texts) {
        if (deputy.isEmpty()) {
            return "";
        }
        return staff.notSeenBy(deputy, login).stream()
                .map(queue -> queue.title(texts.language()))
                .reduce((some, next) -> some + ", " + next)
                .map(queues -> texts.say("page.absences.not-seen", deputy, queues))
                .orElse("");
    }

    private String deputy(Absence absence) {
        return absence.deputy() != null ? absence.deputy() : usualDeputy(absence.login());
    }

    private String usualDeputy(String login) {
        return live.member(login).map(StaffPerson::deputy).orElse("");
    }
}
