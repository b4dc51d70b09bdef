package io.rapport.app.insights;

import io.rapport.app.operations.FindingTexts;
import io.rapport.calendar.BusinessClock;
import io.rapport.calendar.WorkingTime;
import io.rapport.desk.JourneyTitles;
import io.rapport.desk.QueueTitles;
import io.rapport.desk.TaskEscalations;
import io.rapport.desk.VisitFigures;
import io.rapport.journey.table.RelationshipTableReader;
import io.rapport.language.Sentences;
import io.rapport.lifecycle.DecisionRows;
import io.rapport.lifecycle.RelationshipFigures;
import io.rapport.lifecycle.RelationshipPreviews;
import io.rapport.lifecycle.RelationshipRebuild;
import io.rapport.lifecycle.RelationshipTable;
import io.rapport.lifecycle.TableCompiler;
import io.rapport.lifecycle.TableCompiler.Compiled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/**
 * {@code /insights/relationships}: how many customers stand where, how many moved in each month, how many a changed table
 * would move, how the calls and visits of each adviser stand, and which tasks came before a lead. Nothing is changed from
 * there.
 */
@Controller
@RequestMapping("/insights/relationships")
class RelationshipInsightsController {

    private static final Sentences TEXTS = new Sentences("insights/relationships");
    private static final int MONTHS = 12;
    private static final Duration LATELY = Duration.ofDays(90);

    private final RelationshipFigures figures;
    private final RelationshipRebuild rebuild;
    private final RelationshipPreviews previews;
    private final VisitFigures visits;
    private final TaskEscalations escalations;
    private final JourneyTitles titles;
    private final QueueTitles queues;
    private final BusinessClock clock;
    private final ZoneId zone;

    RelationshipInsightsController(
            RelationshipFigures figures,
            RelationshipRebuild rebuild,
            RelationshipPreviews previews,
            VisitFigures visits,
            TaskEscalations escalations,
            JourneyTitles titles,
            QueueTitles queues,
            BusinessClock clock,
            WorkingTime shop) {
        this.figures = figures;
        this.rebuild = rebuild;
        this.previews = previews;
        this.visits = visits;
        this.escalations = escalations;
        this.titles = titles;
        this.queues = queues;
        this.clock = clock;
        this.zone = shop.zone();
    }

    @GetMapping
    ModelAndView page(Locale locale) {
        return page(locale, List.of(), HttpStatus.OK);
    }

    /** Says whom a table would move that is not released yet. */
    @PostMapping
    ModelAndView preview(@RequestParam String table, Locale locale) {
        RelationshipInsightsPage page = new RelationshipInsightsPage(TEXTS, locale, zone);
        Map<RelationshipTable, DecisionRows> tables;
        try {
            tables = RelationshipTableReader.read(table.strip().getBytes(StandardCharsets.UTF_8));
        } catch (RuntimeException e) {
            tables = Map.of();
        }
        FindingTexts texts = new FindingTexts(locale);
        List<String> said = new ArrayList<>();
        boolean refused = tables.isEmpty();
        if (refused) {
            said.add(TEXTS.say("preview.no-table", locale));
        }
        for (Map.Entry<RelationshipTable, DecisionRows> one : tables.entrySet()) {
            Compiled compiled = TableCompiler.compile(one.getKey(), one.getValue());
            compiled.faults()
                    .forEach(fault -> said.add(
                            TEXTS.say("preview.fault", locale, texts.in(fault.problem()), texts.in(fault.fix()))));
            if (compiled.hasErrors()) {
                refused = true;
            } else {
                said.addAll(page.preview(one.getKey(), previews.of(compiled.table())));
            }
        }
        return page(locale, said, refused ? HttpStatus.UNPROCESSABLE_ENTITY : HttpStatus.OK);
    }

    private ModelAndView page(Locale locale, List<String> preview, HttpStatus status) {
        RelationshipInsightsPage page = new RelationshipInsightsPage(TEXTS, locale, zone);
        Instant now = clock.instant();
        Instant since = now.minus(LATELY);
        LocalDate month = LocalDate.ofInstant(now, zone).withDayOfMonth(1);
        Map<String, Object> model = new HashMap<>();
        model.put("t", TEXTS.all(locale));
        model.put("tiers", page.tiers());
        model.put("standing", page.standing(figures.standing()));
        model.put("visits", page.visits(visits.loads(now, since)));
        model.put(
                "escalations",
                page.escalations(
                        escalations.counts(since),
                        (definition, task) -> titles.task(definition, task, locale),
                        queue -> queues.group(queue)
                                .map(title -> title.name(locale))
                                .orElse(queue)));
        model.put("moves", page.moves(figures.moves(month.minusMonths(MONTHS - 1L))));
        model.put("progress", rebuild.progress().map(page::progress).orElse(null));
        model.put("preview", preview);
        ModelAndView view = new ModelAndView("insights/relationships", model);
        view.setStatus(status);
        return view;
    }
}
