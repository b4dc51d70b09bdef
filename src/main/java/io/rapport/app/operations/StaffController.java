package io.rapport.app.operations;

import io.rapport.desk.StaffReport;
import java.util.Locale;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.ModelAndView;

/** {@code /operations/staff}: queues, groups and members, and what of them the file made and what Admin. It shows logins only. */
@Controller
@RequestMapping("/operations/staff")
class StaffController {

    private final StaffReport report;

    StaffController(StaffReport report) {
        this.report = report;
    }

    @GetMapping
    ModelAndView page(Locale locale) {
        Map<String, Object> model = OperatorsPage.model(locale);
        model.put("s", OperationsTexts.staff(locale));
        model.put("reasons", new FindingTexts(locale));
        model.put("report", report.now(locale));
        return new ModelAndView("operations/staff", model);
    }
}
