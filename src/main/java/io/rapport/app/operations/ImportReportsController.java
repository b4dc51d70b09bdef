package io.rapport.app.operations;

import io.rapport.imports.ImportJob;
import io.rapport.imports.ImportReports;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.ModelAndView;

/** {@code /operations/imports}: what all systems and the command have brought in, and what became of each file. */
@Controller
@RequestMapping("/operations/imports")
class ImportReportsController {

    private static final String PAGE = "/operations/imports";

    private final ImportReports reports;

    ImportReportsController(ImportReports reports) {
        this.reports = reports;
    }

    @GetMapping
    ModelAndView page(Locale locale) {
        return page(null, locale);
    }

    @GetMapping("/{id}")
    ModelAndView report(@PathVariable String id, Locale locale) {
        Optional<ImportJob> job = reports.find(id);
        return job.isEmpty()
                ? OperatorsPage.fault("fault", "there is no such import", PAGE, HttpStatus.NOT_FOUND, locale)
                : page(job.get(), locale);
    }

    /** @param job to show beside the list; {@code null} for the list alone */
    private ModelAndView page(ImportJob job, Locale locale) {
        Map<String, Object> model = OperatorsPage.model(locale, "operations/imports");
        model.put("imports", reports.newest());
        model.put("job", job);
        model.put("said", new ImportFaultTexts(locale));
        return new ModelAndView("operations/imports", model);
    }
}
