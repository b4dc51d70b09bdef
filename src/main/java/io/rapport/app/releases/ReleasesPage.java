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

    private ModelAndView page(Locale locale, String outcome, String fault, HttpStatus status) {
        Map<String, Object> model = OperatorsPage.model(locale, "operations/releases");
        List<Release> latest = releases.latest(MOST);
        model.put("texts", new FindingTexts(locale));
        model.put("releases", latest);
        model.put("oldestKept", releases.oldestKept());
        model.put("live", latest.isEmpty() ? null : latest.get(0));
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

    @PostMapping("/again")
    ModelAndView again(
            @RequestParam long number,
            @RequestParam(defaultValue = "") String note,
            Principal operator,
            Locale locale,
            HttpServletRequest form) {
        return made(form, operator, note, locale, wish -> releases.again(wish, number));
    }

    @PostMapping("/shipped")
    ModelAndView shipped(
            @RequestParam(defaultValue = "") List<String> path,
            @RequestParam(defaultValue = "") String note,
            Principal operator,
            Locale locale,
            HttpServletRequest form) {
        // the command without names takes all of them; a form without a tick was sent too early
        return path.isEmpty()
                ? page(locale, null, "choose", HttpStatus.BAD_REQUEST)
                : made(form, operator, note, locale, wish -> start.take(wish, path));
    }

    private ModelAndView made(
            HttpServletRequest form,
            Principal operator,
            String note,
            Locale locale,
            Function<Wish, ReleaseOutcome> release) {
        if (note.isBlank()) {
            return page(locale, null, "note", HttpStatus.BAD_REQUEST);
        }
        Wish wish = new Wish(new Author(operator.getName(), true), Release.PAGE, note.strip(), false);
        FindingTexts texts = new FindingTexts(locale);
        try {
            // a release has a transaction and a lock of its own
            return forms.onceForGood(
                            form, () -> FormOutcome.of(release.apply(wish).made() ? "made" : "unchanged"))
                    .leadBack(form, PAGE);
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
