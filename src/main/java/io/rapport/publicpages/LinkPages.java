package io.rapport.publicpages;

import io.rapport.customer.Customer;
import io.rapport.customer.Customers;
import io.rapport.database.DatabaseFaults;
import io.rapport.feedback.AnswerEffects.AnswerEffect;
import io.rapport.link.Links;
import io.rapport.link.Links.Link;
import io.rapport.link.Links.Purpose;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.ModelAndView;

/**
 * The pages behind the links in our mails. Showing one changes nothing, since mail scanners follow every link; only
 * sending its form acts, and only if the form was before somebody's eyes (see {@link FormStamp}), since some scanners
 * send forms as well. The link is the permission: no account, no cookie, no script.
 */
@Controller
@RequestMapping("/p/{token}")
final class LinkPages {

    private static final String POLICY =
            "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static final Duration UNAVAILABLE = Duration.ofMinutes(1);

    private static final Logger log = LoggerFactory.getLogger(LinkPages.class);

    private final Links links;
    private final LinkActions actions;
    private final PreferencePages preferences;
    private final StatementPage statements;
    private final PanelPage panel;
    private final FormStamp stamps;
    private final Throttle throttle;
    private final Customers customers;
    private final LinkViews views;
    private final OfferTexts offers;
    private final ExportDownload export;

    LinkPages(
            Links links,
            LinkActions actions,
            PreferencePages preferences,
            StatementPage statements,
            PanelPage panel,
            FormStamp stamps,
            Throttle throttle,
            Customers customers,
            LinkViews views,
            OfferTexts offers,
            ExportDownload export) {
        this.links = links;
        this.actions = actions;
        this.preferences = preferences;
        this.statements = statements;
        this.panel = panel;
        this.stamps = stamps;
        this.throttle = throttle;
        this.customers = customers;
        this.views = views;
        this.offers = offers;
        this.export = export;
    }

    @GetMapping
    ModelAndView show(
            @PathVariable String token, HttpServletRequest request, Locale browser, HttpServletResponse response) {
        protect(response);
        Map<String, String> choice = PostedForm.read(request);
        Optional<Link> link = links.read(token);
        Optional<Customer> customer = link.flatMap(this::customer);
        return written(
                request,
                customer.isEmpty()
                        ? views.dead(link, browser)
                        : show(token, link.get(), customer.get(), choice, Map.of(), stamps.make(token)));
    }

    /** @return the page of a dead link, for an address that is none */
    ModelAndView none(HttpServletRequest request, Locale browser, HttpServletResponse response) {
        protect(response);
        return written(request, views.dead(Optional.empty(), browser));
    }

    /** Has the answer say which language the page is in. */
    private static ModelAndView written(HttpServletRequest request, ModelAndView page) {
        PageLocaleResolver.set(
                request, Locale.forLanguageTag((String) page.getModel().get("language")));
        return page;
    }

    private ModelAndView show(
            String token,
            Link link,
            Customer customer,
            Map<String, String> choice,
            Map<String, String> posted,
            String stamp) {
        PageTexts texts = PageTexts.in(customer.locale());
        if (isOutdated(link, customer)) {
            return views.outdated(texts);
        }
        return switch (link.purpose()) {
            case PREFERENCES ->
                preferences
                        .show(views.page(texts.locale(), "choose"), token, link, customer, texts, posted, stamp)
                        .addObject(
                                "statement",
                                statements.isAny(customer) ? links.token(link, Purpose.STATEMENT, "", "") : null);
            case STATEMENT -> statements.show(views.page(texts.locale(), "statement"), customer, texts);
            case PANEL -> panel.show(views.page(texts.locale(), "panel"), token, customer, texts, posted, stamp);
            case UNDO -> preferences.askUndo(views.page(texts.locale(), "undo"), token, link, customer, texts, stamp);
            case COMPLAINT_ANSWER -> {
                AnswerEffect effect = offers.effect(link);
                yield offers.tooLate(effect, texts)
                        .orElseGet(() -> offers.asked(ask(token, link, customer, choice, stamp), effect, texts));
            }
            default -> ask(token, link, customer, choice, stamp);
        };
    }

    private ModelAndView ask(String token, Link link, Customer customer, Map<String, String> choice, String stamp) {
        return actions.isDone(link, customer)
                ? views.already(token, link, customer, choice, stamp)
                : views.form(token, link, customer, choice, List.of(), stamp);
    }

    @PostMapping
    ModelAndView act(
            @PathVariable String token, HttpServletRequest request, Locale browser, HttpServletResponse response) {
        ModelAndView page = acted(token, request, browser, response);
        return page == null ? null : written(request, page);
    }

    private ModelAndView acted(String token, HttpServletRequest request, Locale browser, HttpServletResponse response) {
        protect(response);
        Map<String, String> form = PostedForm.read(request);
        Optional<Link> link = links.read(token);
        Optional<Customer> customer = link.flatMap(this::customer);
        if (customer.isEmpty()) {
            return views.dead(link, browser);
        }
        PageTexts texts = PageTexts.in(customer.get().locale());
        if (isOutdated(link.get(), customer.get())) {
            return views.outdated(texts);
        }
        String stamp = form.get(FormStamp.FIELD);
        boolean unclear = isAnswer(link.get()) && PostedForm.contradictsItself(request);
        if (unclear || !isOneClick(link.get(), form) && !isMeant(token, link.get(), stamp)) {
            // the first stamp stays, so that the second tap is late enough
            String kept = stamps.isOurs(token, stamp) ? stamp : stamps.make(token);
            ModelAndView again = show(token, link.get(), customer.get(), form, form, kept);
            if (again.getModel().get("stamp") != null || again.getModel().get("undoStamp") != null) {
                again.addObject("note", texts.get(unclear ? "form.unclear" : "form.again"));
            }
            // nothing was done: a program that posts an opt-out in a way that is not understood must not read success
            again.setStatus(HttpStatus.UNPROCESSABLE_ENTITY);
            return again;
        }
        Duration pause = throttle.pause(link.get());
        if (!pause.isZero()) {
            response.setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(pause.toSeconds()));
            ModelAndView busy = views.page(texts.locale(), "busy")
                    .addObject("title", texts.get("busy.title"))
                    .addObject("lead", texts.get("busy.lead"));
            busy.setStatus(HttpStatus.TOO_MANY_REQUESTS);
            return busy;
        }
        return switch (link.get().purpose()) {
            case PREFERENCES ->
                preferences.act(
                        views.page(texts.locale(), "message"),
                        token,
                        link.get(),
                        customer.get(),
                        texts,
                        PostedForm.withoutAddress(form, request));
            case UNDO -> preferences.undo(views.page(texts.locale(), "message"), link.get(), customer.get(), texts);
            case UNSUBSCRIBE -> unsubscribe(token, link.get(), customer.get(), texts, form);
            case COMPLAINT_ANSWER -> answerOffer(token, link.get(), customer.get(), texts, form);
            // it has no form: there is nothing to be done
            case STATEMENT -> statements.show(views.page(texts.locale(), "statement"), customer.get(), texts);
            case PANEL -> panel.act(views.page(texts.locale(), "panel"), token, customer.get(), texts, form);
            case DATA_EXPORT -> takeAway(token, link.get(), customer.get(), form, response);
            default -> answer(token, link.get(), customer.get(), texts, form);
        };
    }

    /** A mail program that posts an opt-out comes again by the status; a person reads that nothing is lost. */
    @ExceptionHandler({DataAccessException.class, TransactionException.class})
    ModelAndView unavailable(
            Exception fault, HttpServletRequest request, Locale browser, HttpServletResponse response) {
        if (DatabaseFaults.isUnavailable(fault)) {
            log.warn("A page behind a link could not be made, since the database does not answer");
        } else {
            log.error("A page behind a link could not be made", fault);
        }
        protect(response);
        response.setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(UNAVAILABLE.toSeconds()));
        PageTexts texts = PageTexts.in(browser);
        ModelAndView page = views.page(browser, "unavailable")
                .addObject("title", texts.get("unavailable.title"))
                .addObject("lead", texts.get("unavailable.lead"));
        page.setStatus(HttpStatus.SERVICE_UNAVAILABLE);
        return written(request, page);
    }

    /** Opt-outs and choices of what may come are taken however they are written; an answer is asked for again. */
    private static boolean isAnswer(Link link) {
        return switch (link.purpose()) {
            case UNSUBSCRIBE, PREFERENCES, UNDO -> false;
            default -> true;
        };
    }

    /** The one-click opt-out of mail programs (RFC 8058), some of which end its body with a line end. */
    private static boolean isOneClick(Link link, Map<String, String> form) {
        return link.purpose() == Purpose.UNSUBSCRIBE
                && form.entrySet().stream()
                        .anyMatch(field -> "List-Unsubscribe"
                                        .equalsIgnoreCase(field.getKey().strip())
                                && "One-Click".equalsIgnoreCase(field.getValue().strip()));
    }

    /**
     * An answer that may be changed counts at the first tap, however quick: a finger that knows where the button is must
     * not lose it. All else waits until somebody can have read what is asked.
     */
    private boolean isMeant(String token, Link link, String stamp) {
        return LinkAnswers.areOf(link) ? stamps.isOurs(token, stamp) : stamps.isMeant(token, stamp);
    }

    private ModelAndView unsubscribe(
            String token, Link link, Customer customer, PageTexts texts, Map<String, String> form) {
        String undo = preferences.undoToken(link, PreferenceChoice.consent(ContactChannel.of(link), link.about()));
        ActionResult result = actions.act(link, customer, form, views.question(link, texts));
        if (result.status() == ActionResult.Status.INVALID) {
            // such as a topic that there is not: what is not so must not be said
            ModelAndView again = views.form(token, link, customer, form, result.faults(), stamps.make(token));
            again.setStatus(HttpStatus.UNPROCESSABLE_ENTITY);
            return again;
        }
        return result.status() == ActionResult.Status.DONE
                ? views.ended(link, customer, "done").addObject("undo", undo).addObject("undoStamp", stamps.make(undo))
                : views.ended(link, customer, "already");
    }

    private ModelAndView answerOffer(
            String token, Link link, Customer customer, PageTexts texts, Map<String, String> form) {
        AnswerEffect effect = offers.effect(link);
        return offers.tooLate(effect, texts).orElseGet(() -> {
            ModelAndView page = answer(token, link, customer, texts, form);
            return page.getModel().containsKey("answer")
                    ? offers.answered(page, effect, form.get("accepted"), texts)
                    : page;
        });
    }

    /** The file goes out as a download; null, since the answer is written. */
    private ModelAndView takeAway(
            String token, Link link, Customer customer, Map<String, String> form, HttpServletResponse response) {
        String format = form.getOrDefault("format", "");
        if (!ExportDownload.isFormat(format)) {
            ModelAndView again = views.form(token, link, customer, form, List.of("form"), stamps.make(token));
            again.setStatus(HttpStatus.UNPROCESSABLE_ENTITY);
            return again;
        }
        export.write(customer, format, response);
        return null;
    }

    private ModelAndView answer(String token, Link link, Customer customer, PageTexts texts, Map<String, String> form) {
        ActionResult result = actions.act(link, customer, form, views.question(link, texts));
        if (result.status() == ActionResult.Status.INVALID) {
            ModelAndView again = views.form(token, link, customer, form, result.faults(), form.get(FormStamp.FIELD))
                    .addObject("change", LinkAnswers.areOf(link) && actions.isDone(link, customer));
            again.setStatus(HttpStatus.UNPROCESSABLE_ENTITY);
            return again;
        }
        if (result.status() == ActionResult.Status.ALREADY) {
            ModelAndView before = views.already(token, link, customer, form, stamps.make(token));
            if (LinkAnswers.areOf(link)) {
                // another answer than the one that we have, by a form from before it: it is not taken
                before.setStatus(HttpStatus.UNPROCESSABLE_ENTITY);
            }
            return before;
        }
        ModelAndView thanks = views.ended(link, customer, "done");
        if (LinkAnswers.areOf(link)) {
            thanks.addObject("answer", texts.get("answer.yours", views.said(link, texts, form)))
                    .addObject("comment", form.getOrDefault("comment", "").strip())
                    .addObject("token", token);
        }
        return thanks;
    }

    /** @return whom the link is for, if it works still */
    private Optional<Customer> customer(Link link) {
        return links.isExpired(link)
                ? Optional.empty()
                : customers.find(link.customerId()).filter(customer -> !customer.isErased());
    }

    /** A link proves that its mail was read at the address that it went to; of another address it proves nothing. */
    private boolean isOutdated(Link link, Customer customer) {
        return Links.isBound(link.purpose()) && !links.confirms(link, customer.email());
    }

    /** The address is the permission, so it must not leave: no referrer, no cache, no index. */
    private static void protect(HttpServletResponse response) {
        response.setHeader("Content-Security-Policy", POLICY);
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("X-Robots-Tag", "noindex, nofollow");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    }
}
