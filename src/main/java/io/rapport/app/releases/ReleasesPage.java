package io.rapport.app.releases;

import io.rapport.app.forms.FormOutcome;
import io.rapport.app.forms.SentForms;
import io.rapport.app.operations.FindingTexts;
import io.rapport.app.operations.OperatorsPage;
import io.rapport.release.Author;
import io.rapport.release.NodeRelease;
import io.rapport.release.Release;
import io.rapport.release.ReleaseNotKept;
import io.rapport.release.ReleaseNotLoaded;
import io.rapport.release.ReleaseOutcome;
import io.rapport.release.ReleaseOvertaken;
import io.rapport.release.ReleaseRefused;
import io.rapport.release.ReleaseStart;
import io.rapport.release.Releases;
import io.rapport.release.Releases.Wish;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/**
 * {@code /operations/releases}: what was live, by whom and why, what was found in it, and what comes with the program and was
 * not taken. An administrator releases an earlier set again, or takes what is shipped.
 */
@Controller
@RequestMapping("/operations/releases")
class ReleasesPage {

    private static final int MOST = 30;
    private static final String PAGE = "/operations/releases";

    private final Releases releases;
    private final ReleaseStart start;
    private final NodeRelease node;
    private final SentForms forms;

    ReleasesPage(Releases releases, ReleaseStart start, NodeRelease node, SentForms forms) {
        this.releases = releases;
        this.start = start;
        this.node = node;
        this.forms = forms;
    }

    @GetMapping
    ModelAndView page(Locale locale, HttpServletRequest request) {
        return page(locale, FormOutcome.codeOn(request), null, HttpStatus.OK);
    }

    /**
     * What an earlier release would change if it were released again.
     *
     * @param number of the release
     * @param change what it would change, and what is found in that
     */
    record Again(long number, ReleaseOutcome change) {}

    private ModelAndView page(Locale locale, String outcome, String fault, HttpStatus status) {
        Map<String, Object> model = OperatorsPage.model(locale, "operations/releases");
        List<Release> latest = releases.latest(MOST);
        model.put("texts", new FindingTexts(locale));
        model.put("releases", latest);
        model.put("oldestKept", releases.oldestKept());
        model.put("base", latest.isEmpty() ? 0 : latest.get(0).number());
        model.put("seen", null);
        model.put("found", node.findings());
        model.put("unloaded", node.fault().orElse(null));
        model.put("notTaken", NotTakenFiles.of(releases, start));
        model.put("refused", start.refused());
        model.put("outcome", outcome);
        model.put("fault", fault);
        ModelAndView page = new ModelAndView("operations/releases", model);
        page.setStatus(status);
        return page;
    }

    /** Shows what it would change, whom it would move, and asks for a reason. Nothing is changed. */
    @GetMapping("/again")
    ModelAndView again(@RequestParam long number, Principal operator, Locale locale) {
        if (releases.find(number).isEmpty()) {
            return page(locale, null, "unknown", HttpStatus.NOT_FOUND);
        }
        Wish preview = new Wish(new Author(operator.getName(), true), Release.PAGE, "", true);
        return orFault(locale, () -> {
            Again seen = new Again(number, releases.again(preview, number));
            return page(locale, null, null, HttpStatus.OK).addObject("seen", seen);
        });
    }

    @PostMapping("/again")
    ModelAndView again(
            @RequestParam long number,
            @RequestParam long base,
            @RequestParam(defaultValue = "") String note,
            Principal operator,
            Locale locale,
            HttpServletRequest form) {
        return releases.find(number).isEmpty()
                ? page(locale, null, "unknown", HttpStatus.NOT_FOUND)
                : made(form, operator, note, base, locale, wish -> releases.again(wish, number));
    }

    @PostMapping("/shipped")
    ModelAndView shipped(
            @RequestParam(defaultValue = "") List<String> path,
            @RequestParam long base,
            @RequestParam(defaultValue = "") String note,
            Principal operator,
            Locale locale,
            HttpServletRequest form) {
        // the command without names takes all of them; a form without a tick was sent too early
        return path.isEmpty()
                ? page(locale, null, "choose", HttpStatus.BAD_REQUEST)
                : made(form, operator, note, base, locale, wish -> start.take(wish, path));
    }

    /** @param base the release that was live when the page was shown: on another one nothing is released */
    private ModelAndView made(
            HttpServletRequest form,
            Principal operator,
            String note,
            long base,
            Locale locale,
            Function<Wish, ReleaseOutcome> release) {
        if (note.isBlank()) {
            return page(locale, null, "note", HttpStatus.BAD_REQUEST);
        }
        Wish wish = new Wish(new Author(operator.getName(), true), Release.PAGE, note.strip(), false, false, base);
        // a release has a transaction and a lock of its own
        return orFault(locale, () -> forms.onceForGood(
                        form, () -> FormOutcome.of(release.apply(wish).made() ? "made" : "unchanged"))
                .leadBack(form, PAGE));
    }

    private ModelAndView orFault(Locale locale, Supplier<ModelAndView> answer) {
        FindingTexts texts = new FindingTexts(locale);
        try {
            return answer.get();
        } catch (ReleaseRefused e) {
            return page(locale, null, texts.of(e), HttpStatus.UNPROCESSABLE_ENTITY);
        } catch (ReleaseOvertaken e) {
            return page(locale, null, texts.in(e.getMessage()), HttpStatus.CONFLICT);
        } catch (ReleaseNotKept e) {
            return page(locale, null, texts.in(e.getMessage()), HttpStatus.GONE);
        } catch (ReleaseNotLoaded e) {
            return page(locale, null, texts.in(e.getMessage()), HttpStatus.SERVICE_UNAVAILABLE);
        }
    }
}
