package io.rapport.app.insights;

import io.rapport.app.forms.FormOutcome;
import io.rapport.app.forms.SentForms;
import io.rapport.calendar.WorkingTime;
import io.rapport.desk.StaffDirectory;
import io.rapport.value.StoredFit;
import io.rapport.value.ValueFit;
import io.rapport.value.ValueRun;
import java.security.Principal;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/**
 * {@code /insights/value}: the models that customers are scored by, and how well they do, so that a manager may trust them
 * or not. Administrators have them fitted anew.
 */
@Controller
@RequestMapping("/insights")
class ValueInsightsController {

    private static final String PAGE = "/insights/value";

    private final ValueRun run;
    private final StaffDirectory staff;
    private final ZoneId zone;
    private final SentForms forms;

    ValueInsightsController(ValueRun run, StaffDirectory staff, WorkingTime shop, SentForms forms) {
        this.run = run;
        this.staff = staff;
        this.zone = shop.zone();
        this.forms = forms;
    }

    @GetMapping
    String first() {
        return "redirect:" + PAGE;
    }

    @GetMapping("/value")
    ModelAndView page(Principal reader, Locale locale) {
        ValueInsightsPage page = new ValueInsightsPage(locale, zone);
        Map<String, Object> model = new HashMap<>();
        model.put("t", ValuePlots.TEXTS.all(locale));
        model.put("state", page.state(run.state()));
        model.put("mayFit", staff.groups(reader.getName()).contains(StaffDirectory.ADMINISTRATORS));
        List<StoredFit> live = run.live();
        model.put("keptBack", run.keptBack().map(page::keptBack).orElse(null));
        model.put("live", !live.isEmpty());
        if (!live.isEmpty()) {
            ValueFit fit = live.get(0).fit();
            ValuePlots plots = new ValuePlots(fit, locale, "");
            model.put("about", page.about(live.get(0)));
            model.put("parameters", page.parameters(fit));
            model.put("cohorts", page.cohorts(live.subList(1, live.size())));
            model.put("tracking", plots.tracking());
            model.put("weeks", page.weeks(fit, plots));
            model.put("calibration", plots.calibration());
            model.put("frequencies", page.frequencies(fit, plots));
        }
        return new ModelAndView("insights/value", model);
    }

    @PostMapping("/value")
    ModelAndView fit(@RequestParam(defaultValue = "") String form) {
        forms.once(form, () -> {
            run.request();
            return true;
        });
        return FormOutcome.seeOther(PAGE);
    }
}
