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
import io.rapport.segment.Segments;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
        CheckedForm form = CheckedForm.unsent(Map.of(
                "segment",
                USUAL_SEGMENT,
                "most",
                USUAL_MOST,
                "until",
                today().plusDays(14).toString()));
        return page(reader, form, locale).addObject("outcome", FormOutcome.codeOn(request));
    }

    @PostMapping
    ModelAndView open(
            @RequestParam MultiValueMap<String, String> sent,
            Principal reader,
            Locale locale,
            HttpServletRequest request) {
        if (!links.isEditor(reader)) {
            ModelAndView refused = page(reader, CheckedForm.unsent(Map.of()), locale);
            refused.setStatus(HttpStatus.FORBIDDEN);
            return refused;
        }
        Map<String, String> words = new CustomerTexts(locale, languages, working.zone()).words();
        CheckedForm form = CheckedForm.sent(FIELDS, sent, field -> words.get("panel." + field), locale);
        PanelRound.Text english = text(form, "", true);
        PanelRound.Text chinese = text(form, "Zh", false);
        form.check(
                "choicesZh",
                chinese == null || chinese.choices().size() == english.choices().size());
        LocalDate until = form.day("until", today().plusDays(1), today().plusDays(PanelRound.LONGEST_DAYS));
        int most = number(form.text("most"));
        form.check("most", most >= 1 && most <= MOST_INVITED);
        String segment = form.text("segment");
        form.check("segment", segments.titles(locale).containsKey(segment));
        if (!form.isFit()) {
            return page(reader, form, locale);
        }
        Map<String, PanelRound.Text> texts = new LinkedHashMap<>();
        texts.put(PanelRound.ENGLISH, english);
        if (chinese != null) {
            texts.put(CHINESE, chinese);
        }
        return forms.once(request, () -> {
                    panels.open(reader.getName(), segment, most, PanelRound.endOf(until), texts);
                    return FormOutcome.of("opened");
                })
                .leadBack(request, PAGE);
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

    private ModelAndView page(Principal reader, CheckedForm form, Locale locale) {
        CustomerTexts texts = new CustomerTexts(locale, languages, working.zone());
        List<PanelRound> rounds = panels.newest(NEWEST);
        Map<Long, Numbers> numbers =
                panels.numbers(rounds.stream().map(PanelRound::id).toList());
        Map<String, Object> model = words(texts);
        model.put("editor", links.isEditor(reader));
        model.put("segments", segments.titles(texts.language()));
        model.put(
                "rounds",
                rounds.stream().map(round -> line(round, numbers, texts)).toList());
        return form.on(new ModelAndView("customers/panel", model));
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

    /** @return the texts of a language, as they were typed; null where a language that need not be there is left out */
    private static PanelRound.Text text(CheckedForm form, String language, boolean needed) {
        String title = form.text("title" + language);
        String question = form.text("question" + language);
        List<String> choices = form.text("choices" + language)
                .lines()
                .map(VisibleText::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        if (!needed && title.isEmpty() && question.isEmpty() && choices.isEmpty()) {
            return null;
        }
        form.check(
                "title" + language,
                !title.isEmpty()
                        && title.length() <= LONGEST_TITLE
                        && title.lines().count() == 1);
        form.check("question" + language, !question.isEmpty() && question.length() <= LONGEST_QUESTION);
        form.check(
                "choices" + language,
                choices.size() != 1
                        && choices.size() <= MOST_CHOICES
                        && choices.stream().map(VisibleText::folded).distinct().count() == choices.size()
                        && choices.stream().allMatch(choice -> choice.length() <= LONGEST_CHOICE));
        return new PanelRound.Text(title, question, choices, null);
    }

    private static int number(String text) {
        return text.matches("[0-9]{1,6}") ? Integer.parseInt(text) : 0;
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), working.zone());
    }
}
