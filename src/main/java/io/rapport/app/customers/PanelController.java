package io.rapport.app.customers;

import io.rapport.app.forms.FormOutcome;
import io.rapport.app.forms.SentForms;
import io.rapport.calendar.BusinessClock;
import io.rapport.calendar.WorkingTime;
import io.rapport.feedback.PanelRound;
import io.rapport.feedback.Panels;
import io.rapport.feedback.Panels.Numbers;
import io.rapport.language.StaffLanguages;
import io.rapport.language.VisibleText;
import io.rapport.publicpages.TypedText;
import io.rapport.segment.Segments;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
 * {@code /customers/panel}: the rounds of the customer panel. Who sees customers reads them and their answers, without names;
 * the group {@code customer-editors} and administrators open rounds.
 */
@Controller
@RequestMapping("/customers/panel")
class PanelController {

    private static final String PAGE = "/customers/panel";

    /** The fields in the order of the page, in which faults are named. */
    private static final List<String> FIELDS =
            List.of("title", "titleZh", "question", "questionZh", "choices", "choicesZh", "segment", "most", "until");

    private static final String CHINESE = "zh";
    private static final int NEWEST = 20;
    private static final int COMMENTS = 200;
    private static final int LONGEST_TITLE = 80;
    private static final int LONGEST_QUESTION = 500;
    private static final int MOST_CHOICES = 6;
    private static final int LONGEST_CHOICE = 120;
    private static final int MOST_INVITED = 10_000;
    private static final String USUAL_SEGMENT = "panel-candidates";
    private static final String USUAL_MOST = "200";

    private final Panels panels;
    private final Segments segments;
    private final ActionLinks links;
    private final StaffLanguages languages;
    private final WorkingTime working;
    private final BusinessClock clock;
    private final SentForms forms;

    PanelController(
            Panels panels,
            Segments segments,
            ActionLinks links,
            StaffLanguages languages,
            WorkingTime working,
            BusinessClock clock,
            SentForms forms) {
        this.panels = panels;
        this.segments = segments;
        this.links = links;
        this.languages = languages;
        this.working = working;
        this.clock = clock;
        this.forms = forms;
    }

    /**
     * A round in the list.
     *
     * @param id its number
     * @param title in the reader's language
     * @param state in the reader's words
     * @param until the last day on which it can be answered
     * @param numbers how many were invited, answered and left, in words
     */
    record RoundLine(long id, String title, String state, String until, String numbers) {}

    /**
     * A choice and how often it was chosen.
     *
     * @param text in the reader's language
     * @param times how often, in words
     */
    record ChoiceLine(String text, String times) {}

    @GetMapping
    ModelAndView page(Principal reader, Locale locale, HttpServletRequest request) {
        return page(
                        reader,
                        Map.of(
                                "segment",
                                USUAL_SEGMENT,
                                "most",
                                USUAL_MOST,
                                "until",
                                today().plusDays(14).toString()),
                        Set.of(),
                        locale)
                .addObject(
                        "outcome",
                        FormOutcome.on(request).map(FormOutcome::code).orElse(null));
    }

    @PostMapping
    ModelAndView open(
            @RequestParam MultiValueMap<String, String> all,
            Principal reader,
            Locale locale,
            HttpServletRequest request) {
        if (!links.isEditor(reader)) {
            ModelAndView refused = page(reader, Map.of(), Set.of(), locale);
            refused.setStatus(HttpStatus.FORBIDDEN);
            return refused;
        }
        Map<String, String> sent = all.toSingleValueMap();
        Map<String, String> odd =
                UnaskedFields.of(all, Set.copyOf(FIELDS), field -> words(locale).get("panel." + field), locale);
        if (!odd.isEmpty()) {
            ModelAndView page = page(reader, sent, odd.keySet(), locale);
            page.addObject("odd", odd);
            page.setStatus(HttpStatus.UNPROCESSABLE_ENTITY);
            return page;
        }
        Map<String, String> fields = new HashMap<>();
        sent.forEach((name, value) -> fields.put(name, VisibleText.strip(TypedText.clean(value))));
        Set<String> faults = new TreeSet<>(Comparator.comparing(FIELDS::indexOf));
        PanelRound.Text english = text(fields, "", true, faults);
        PanelRound.Text chinese = text(fields, "Zh", false, faults);
        if (chinese != null
                && english != null
                && chinese.choices().size() != english.choices().size()) {
            faults.add("choicesZh");
        }
        LocalDate until = until(fields.getOrDefault("until", ""), faults);
        int most = most(fields.getOrDefault("most", ""), faults);
        String segment = fields.getOrDefault("segment", "");
        if (!segments.titles(locale).containsKey(segment)) {
            faults.add("segment");
        }
        if (!faults.isEmpty()) {
            ModelAndView page = page(reader, fields, faults, locale);
            page.setStatus(HttpStatus.UNPROCESSABLE_ENTITY);
            return page;
        }
        Map<String, PanelRound.Text> texts = new LinkedHashMap<>();
        texts.put(PanelRound.ENGLISH, english);
        if (chinese != null) {
            texts.put(CHINESE, chinese);
        }
        boolean now = forms.once(
                        sent.get(SentForms.FIELD),
                        () -> panels.open(reader.getName(), segment, most, PanelRound.endOf(until), texts))
                .isPresent();
        return FormOutcome.of(now ? "opened" : "before").leadBack(request, PAGE);
    }

    @GetMapping("/{id:[0-9]{1,9}}")
    ModelAndView round(@PathVariable long id, Locale locale) {
        CustomerTexts texts = new CustomerTexts(locale, languages, working.zone());
        Map<String, Object> model = words(texts);
        PanelRound round = panels.find(id).orElse(null);
        if (round == null) {
            ModelAndView unknown = new ModelAndView("customers/panel-round", model);
            model.put("round", null);
            unknown.setStatus(HttpStatus.NOT_FOUND);
            return unknown;
        }
        PanelRound.Text text = round.text(texts.language());
        Map<Integer, Integer> chosen = panels.chosen(id);
        List<ChoiceLine> choices = new ArrayList<>();
        for (int choice = 1; choice <= text.choices().size(); choice++) {
            choices.add(new ChoiceLine(text.choices().get(choice - 1), texts.number(chosen.getOrDefault(choice, 0))));
        }
        model.put("round", line(round, panels.numbers(List.of(id)), texts));
        model.put("question", text.question());
        model.put("choices", choices);
        model.put("result", text.result());
        model.put(
                "comments",
                panels.comments(id, COMMENTS).stream()
                        .map(Panels.Answer::comment)
                        .toList());
        return new ModelAndView("customers/panel-round", model);
    }

    private ModelAndView page(Principal reader, Map<String, String> fields, Set<String> faults, Locale locale) {
        CustomerTexts texts = new CustomerTexts(locale, languages, working.zone());
        List<PanelRound> rounds = panels.newest(NEWEST);
        Map<Long, Numbers> numbers =
                panels.numbers(rounds.stream().map(PanelRound::id).toList());
        Map<String, Object> model = words(texts);
        model.put("f", fields);
        model.put("faults", faults);
        model.put("editor", links.isEditor(reader));
        model.put("segments", segments.titles(texts.language()));
        model.put(
                "rounds",
                rounds.stream().map(round -> line(round, numbers, texts)).toList());
        return new ModelAndView("customers/panel", model);
    }

    private Map<String, String> words(Locale locale) {
        return new CustomerTexts(locale, languages, working.zone()).words();
    }

    private static Map<String, Object> words(CustomerTexts texts) {
        Map<String, Object> model = new HashMap<>();
        model.put("t", texts.words());
        model.put("lang", texts.lang());
        return model;
    }

    private RoundLine line(PanelRound round, Map<Long, Numbers> all, CustomerTexts texts) {
        Numbers numbers = all.getOrDefault(round.id(), new Numbers(0, 0, 0));
        return new RoundLine(
                round.id(),
                round.text(texts.language()).title(),
                texts.word("panel", round.state().name().toLowerCase(Locale.ROOT)),
                texts.day(round.lastDay()),
                texts.say("panel.numbers", numbers.invited(), numbers.answered(), numbers.left()));
    }

    /** @return the texts of a language; null where it is left out, or not as it must be */
    private static PanelRound.Text text(
            Map<String, String> fields, String language, boolean needed, Set<String> faults) {
        String title = fields.getOrDefault("title" + language, "");
        String question = fields.getOrDefault("question" + language, "");
        List<String> choices = fields.getOrDefault("choices" + language, "")
                .lines()
                .map(VisibleText::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        if (!needed && title.isEmpty() && question.isEmpty() && choices.isEmpty()) {
            return null;
        }
        if (title.isEmpty() || title.length() > LONGEST_TITLE || title.lines().count() > 1) {
            faults.add("title" + language);
        }
        if (question.isEmpty() || question.length() > LONGEST_QUESTION) {
            faults.add("question" + language);
        }
        if (choices.size() == 1
                || choices.size() > MOST_CHOICES
                || choices.stream().map(VisibleText::folded).distinct().count() < choices.size()
                || choices.stream().anyMatch(choice -> choice.length() > LONGEST_CHOICE)) {
            faults.add("choices" + language);
        }
        return new PanelRound.Text(title, question, choices, null);
    }

    private LocalDate until(String text, Set<String> faults) {
        try {
            LocalDate day = LocalDate.parse(text);
            if (day.isAfter(today()) && !day.isAfter(today().plusDays(PanelRound.LONGEST_DAYS))) {
                return day;
            }
        } catch (DateTimeException unfit) {
            // named below
        }
        faults.add("until");
        return null;
    }

    private static int most(String text, Set<String> faults) {
        int most = text.matches("[0-9]{1,6}") ? Integer.parseInt(text) : 0;
        if (most < 1 || most > MOST_INVITED) {
            faults.add("most");
        }
        return most;
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), working.zone());
    }
}
