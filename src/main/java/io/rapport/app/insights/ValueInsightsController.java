package io.rapport.app.insights;

import io.rapport.app.forms.FormOutcome;
import io.rapport.app.forms.SentForms;
import io.rapport.calendar.WorkingTime;
import io.rapport.desk.StaffDirectory;
import io.rapport.segment.Segments;
import io.rapport.value.FitCandidates;
import io.rapport.value.StoredFit;
import io.rapport.value.ValueFit;
import io.rapport.value.ValueRun;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/**
 * {@code /insights/value}: the models that customers are scored by, and how well they do, so that a manager may trust them
 * or not; and the candidate beside them, with who would move by it. Administrators try fits, make them live and discard them.
 */
@Controller
@RequestMapping("/insights")
class ValueInsightsController {

    private static final String PAGE = "/insights/value";

    private final ValueRun run;
    private final FitCandidates candidates;
    private final Segments segments;
    private final StaffDirectory staff;
    private final ZoneId zone;
    private final SentForms forms;

    ValueInsightsController(
            ValueRun run,
            FitCandidates candidates,
            Segments segments,
            StaffDirectory staff,
            WorkingTime shop,
            SentForms forms) {
        this.run = run;
        this.candidates = candidates;
        this.segments = segments;
        this.staff = staff;
        this.zone = shop.zone();
        this.forms = forms;
    }

    @GetMapping
    String first() {
        return "redirect:" + PAGE;
    }

    @GetMapping("/value")
    ModelAndView page(HttpServletRequest request, Principal reader, Locale locale) {
        ValueInsightsPage page = new ValueInsightsPage(locale, zone);
        Map<String, Object> model = new HashMap<>();
        model.put("t", ValuePlots.TEXTS.all(locale));
        model.put(
                "said",
                FormOutcome.on(request)
                        .map(outcome -> page.say("said." + outcome.code()))
                        .orElse(null));
        model.put("state", page.state(run.state()));
        model.put("night", page.night(run.at()));
        model.put("mayFit", staff.groups(reader.getName()).contains(StaffDirectory.ADMINISTRATORS));
        List<StoredFit> live = run.live();
        Optional<CandidateSection> candidate = candidates
                .find()
                .map(found ->
                        new CandidateSection(found, live.stream().findFirst(), segments.titles(locale), page, locale));
        model.put("candidate", candidate.orElse(null));
        model.put("live", !live.isEmpty());
        if (!live.isEmpty()) {
            ValueFit fit = live.get(0).fit();
            ValuePlots plots = new ValuePlots(fit, locale, "");
            model.put("about", page.about(live.get(0)));
            model.put(
                    "trust",
                    page.trust(
                            fit, candidate.flatMap(CandidateSection::liveError).orElse(fit.error())));
            model.put("nearer", page.nearerYardstick(fit.error(), fit.yardstickError()));
            model.put("parameters", page.parameters(fit));
            model.put("cohorts", page.cohorts(live.subList(1, live.size())));
            model.put("cohortColumns", page.cohortColumns());
            model.put("plots", plots);
            model.put("weeks", page.weeks(fit, plots));
            model.put("frequencies", page.frequencies(fit, plots));
        }
        return new ModelAndView("insights/value", model);
    }

    /** Has a fit tried. */
    @PostMapping("/value")
    ModelAndView attempt(Principal administrator, HttpServletRequest form) {
        return forms.once(form, () -> {
                    run.request(administrator.getName());
                    return FormOutcome.NOTHING_TO_SAY;
                })
                .leadBack(form, PAGE);
    }

    /** Has a candidate made live. One that is overtaken is fitted anew instead. */
    @PostMapping("/value/live")
    ModelAndView live(
            @RequestParam long candidate,
            @RequestParam(defaultValue = "") String reason,
            Principal administrator,
            HttpServletRequest form) {
        return forms.once(form, () -> {
                    FitCandidates.Answer answer = candidates.accept(candidate, administrator.getName(), reason);
                    if (answer == FitCandidates.Answer.OVERTAKEN) {
                        run.request(administrator.getName());
                    }
                    return answer == FitCandidates.Answer.ACCEPTED
                            ? FormOutcome.NOTHING_TO_SAY
                            : FormOutcome.of(answer.code());
                })
                .leadBack(form, PAGE);
    }

    @PostMapping("/value/discard")
    ModelAndView discard(@RequestParam long candidate, Principal administrator, HttpServletRequest form) {
        return forms.once(
                        form,
                        () -> FormOutcome.of(
                                candidates.discard(candidate, administrator.getName()) ? "discarded" : "gone"))
                .leadBack(form, PAGE);
    }
}
