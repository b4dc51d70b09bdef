package io.rapport.publicpages;

import com.fasterxml.jackson.databind.JsonNode;
import io.rapport.audit.Actor;
import io.rapport.audit.AuditAction;
import io.rapport.audit.AuditLog;
import io.rapport.audit.AuditRecord;
import io.rapport.customer.Customer;
import io.rapport.customer.Customers;
import io.rapport.database.DatabaseFaults;
import io.rapport.feedback.AnswerEffects;
import io.rapport.feedback.AnswerEffects.AnswerEffect;
import io.rapport.link.Links;
import io.rapport.link.Links.Link;
import io.rapport.link.Links.Purpose;
import io.rapport.privacy.PersonalDataExport;
import io.rapport.publicpages.LinkActions.ActionResult;
import io.rapport.publicpages.LinkActions.ActionStatus;
import io.rapport.template.Brand;
import io.rapport.template.MessageCatalogue;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
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
    private final MessageCatalogue catalogue;
    private final AnswerEffects answers;
    private final PersonalDataExport export;
    private final AuditLog audit;

    LinkPages(
            Links links,
            LinkActions actions,
            PreferencePages preferences,
            StatementPage statements,
            PanelPage panel,
            FormStamp stamps,
            Throttle throttle,
            Customers customers,
            MessageCatalogue catalogue,
            AnswerEffects answers,
            PersonalDataExport export,
            AuditLog audit) {
        this.links = links;
        this.actions = actions;
        this.preferences = preferences;
        this.statements = statements;
        this.panel = panel;
        this.stamps = stamps;
        this.throttle = throttle;
        this.customers = customers;
        this.catalogue = catalogue;
        this.answers = answers;
        this.export = export;
        this.audit = audit;
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
                        ? dead(link, browser)
                        : show(token, link.get(), customer.get(), choice, Map.of(), stamps.make(token)));
    }

    /** @return the page of a dead link, for an address that is none */
    ModelAndView none(HttpServletRequest request, Locale browser, HttpServletResponse response) {
        protect(response);
        return written(request, dead(Optional.empty(), browser));
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
            return outdated(texts);
        }
        return switch (link.purpose()) {
            case PREFERENCES ->
                preferences
                        .show(page(texts.locale(), "choose"), token, link, customer, texts, posted, stamp)
                        .addObject("statement", statements.isAny(customer) ? statement(link) : null);
            case STATEMENT -> statements.show(page(texts.locale(), "statement"), customer, texts);
            case PANEL -> panel.show(page(texts.locale(), "panel"), token, customer, texts, posted, stamp);
            case UNDO -> preferences.askUndo(page(texts.locale(), "undo"), token, link, customer, texts, stamp);
            case COMPLAINT_ANSWER -> showOffer(token, link, customer, choice, stamp, texts);
            default ->
                actions.isDone(link, customer)
                        ? already(token, link, customer, choice, stamp)
                        : form(token, link, customer, choice, List.of(), stamp);
        };
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
            return dead(link, browser);
        }
        PageTexts texts = PageTexts.in(customer.get().locale());
        if (isOutdated(link.get(), customer.get())) {
            return outdated(texts);
        }
        String stamp = form.get(FormStamp.FIELD);
        if (!isOneClick(link.get(), form) && !isMeant(token, link.get(), stamp)) {
            // the first stamp stays, so that the second tap is late enough
            String kept = stamps.isOurs(token, stamp) ? stamp : stamps.make(token);
            ModelAndView again = show(token, link.get(), customer.get(), form, form, kept);
            if (again.getModel().get("stamp") != null || again.getModel().get("undoStamp") != null) {
                again.addObject("note", texts.get("form.again"));
            }
            // nothing was done: a program that posts an opt-out in a way that is not understood must not read success
            again.setStatus(HttpStatus.UNPROCESSABLE_ENTITY);
            return again;
        }
        if (!throttle.permits(link.get())) {
            response.setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(Throttle.WHILE.toSeconds()));
            ModelAndView busy = page(texts.locale(), "busy")
                    .addObject("title", texts.get("busy.title"))
                    .addObject("lead", texts.get("busy.lead"));
            busy.setStatus(HttpStatus.TOO_MANY_REQUESTS);
            return busy;
        }
        return switch (link.get().purpose()) {
            case PREFERENCES ->
                preferences.act(
                        page(texts.locale(), "message"),
                        token,
                        link.get(),
                        customer.get(),
                        texts,
                        PostedForm.withoutAddress(form, request));
            case UNDO -> preferences.undo(page(texts.locale(), "message"), link.get(), customer.get(), texts);
            case UNSUBSCRIBE -> unsubscribe(token, link.get(), customer.get(), texts, form);
            case COMPLAINT_ANSWER -> answerOffer(token, link.get(), customer.get(), texts, form);
            // it has no form: there is nothing to be done
            case STATEMENT -> statements.show(page(texts.locale(), "statement"), customer.get(), texts);
            case PANEL -> panel.act(page(texts.locale(), "panel"), token, customer.get(), texts, form);
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
        ModelAndView page = page(browser, "unavailable")
                .addObject("title", texts.get("unavailable.title"))
                .addObject("lead", texts.get("unavailable.lead"));
        page.setStatus(HttpStatus.SERVICE_UNAVAILABLE);
        return written(request, page);
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
        return LinkActions.mayChange(link) ? stamps.isOurs(token, stamp) : stamps.isMeant(token, stamp);
    }

    private ModelAndView unsubscribe(
            String token, Link link, Customer customer, PageTexts texts, Map<String, String> form) {
        String undo = preferences.undoToken(link, PreferenceChoice.consent(ContactChannel.of(link), link.about()));
        ActionResult result = actions.act(link, customer, form, question(link, texts));
        if (result.outcome() == ActionStatus.INVALID) {
            // such as a topic that there is not: what is not so must not be said
            ModelAndView again = form(token, link, customer, form, result.faults(), stamps.make(token));
            again.setStatus(HttpStatus.UNPROCESSABLE_ENTITY);
            return again;
        }
        return result.outcome() == ActionStatus.DONE
                ? ended(link, customer, "done").addObject("undo", undo).addObject("undoStamp", stamps.make(undo))
                : ended(link, customer, "already");
    }

    /** The file is made now and goes out as a download; null, since the answer is written. */
    private ModelAndView takeAway(
            String token, Link link, Customer customer, Map<String, String> form, HttpServletResponse response) {
        String format = form.getOrDefault("format", "");
        if (!format.equals("html") && !format.equals("json")) {
            ModelAndView again = form(token, link, customer, form, List.of("form"), stamps.make(token));
            again.setStatus(HttpStatus.UNPROCESSABLE_ENTITY);
            return again;
        }
        audit.record(new AuditRecord(Actor.CUSTOMER, AuditAction.EXPORT, "data-export", customer.id(), "link"));
        Locale language = customer.locale();
        JsonNode data = export.of(customer.id(), language);
        Brand brand = catalogue.brand();
        Object company = brand.text().get(brand.nearest(language)).get("company");
        String file = format.equals("json")
                ? data.toPrettyString()
                : export.html(data, String.valueOf(company), language, customer.timeZone());
        response.setContentType(format.equals("json") ? "application/json" : "text/html");
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.setHeader(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"personal-data." + format + "\"");
        try {
            response.getOutputStream().write(file.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("the download broke off", e);
        }
        return null;
    }

    /** Asks only for what changes something, and says what does instead. */
    private ModelAndView showOffer(
            String token, Link link, Customer customer, Map<String, String> choice, String stamp, PageTexts texts) {
        AnswerEffect effect = answers.of(link.about(), LinkActions.offer(link));
        if (isTooLate(effect)) {
            return tooLate(effect, texts);
        }
        ModelAndView page = actions.isDone(link, customer)
                ? already(token, link, customer, choice, stamp)
                : form(token, link, customer, choice, List.of(), stamp);
        return switch (effect) {
            case READ -> page.addObject("lead", texts.get("complaint-answer.read.lead"));
            case REOPENS -> page.addObject("lead", texts.get("complaint-answer.closed.lead"));
            case DECIDES_LAST -> page.addObject("lead", texts.get("complaint-answer.last.lead"));
            case STAYS_CLOSED -> page.addObject("lead", texts.get("complaint-answer.closed-last.lead"));
            default -> page;
        };
    }

    private ModelAndView answerOffer(
            String token, Link link, Customer customer, PageTexts texts, Map<String, String> form) {
        AnswerEffect effect = answers.of(link.about(), LinkActions.offer(link));
        if (isTooLate(effect)) {
            return tooLate(effect, texts);
        }
        ModelAndView page = answer(token, link, customer, texts, form);
        if (page.getModel().containsKey("answer")) {
            page.addObject("lead", texts.get("complaint-answer.done." + became(effect, form.get("accepted"))));
        }
        return page;
    }

    private static String became(AnswerEffect effect, String accepted) {
        boolean heardTwice = effect == AnswerEffect.DECIDES_LAST || effect == AnswerEffect.STAYS_CLOSED;
        if (effect == AnswerEffect.READ) {
            return "read";
        }
        return heardTwice && accepted.equals("false") ? "last" : accepted;
    }

    private static boolean isTooLate(AnswerEffect effect) {
        return effect == AnswerEffect.NONE || effect == AnswerEffect.FINAL;
    }

    /** Nothing changes; the page says what the customer can do. */
    private ModelAndView tooLate(AnswerEffect effect, PageTexts texts) {
        Brand brand = catalogue.brand();
        Map<String, Object> words = brand.text().get(brand.nearest(texts.locale()));
        Map<?, ?> support = (Map<?, ?>) words.get("support");
        Map<?, ?> remedy = (Map<?, ?>) words.get("remedy");
        return effect == AnswerEffect.NONE
                ? page(texts.locale(), "ended")
                        .addObject("title", texts.get("complaint-answer.replaced.title"))
                        .addObject("lead", texts.get("complaint-answer.replaced.lead"))
                : page(texts.locale(), "ended")
                        .addObject("title", texts.get("complaint-answer.final.title"))
                        .addObject(
                                "lead",
                                texts.get(
                                        "complaint-answer.final.lead",
                                        support.get("address"),
                                        remedy.get("name"),
                                        remedy.get("url")));
    }

    private ModelAndView answer(String token, Link link, Customer customer, PageTexts texts, Map<String, String> form) {
        ActionResult result = actions.act(link, customer, form, question(link, texts));
        if (result.outcome() == ActionStatus.INVALID) {
            ModelAndView again = form(token, link, customer, form, result.faults(), form.get(FormStamp.FIELD))
                    .addObject("change", LinkActions.mayChange(link) && actions.isDone(link, customer));
            again.setStatus(HttpStatus.UNPROCESSABLE_ENTITY);
            return again;
        }
        if (result.outcome() == ActionStatus.ALREADY) {
            ModelAndView before = already(token, link, customer, form, stamps.make(token));
            if (LinkActions.mayChange(link)) {
                // another answer than the one that we have, by a form from before it: it is not taken
                before.setStatus(HttpStatus.UNPROCESSABLE_ENTITY);
            }
            return before;
        }
        ModelAndView thanks = ended(link, customer, "done");
        if (LinkActions.mayChange(link)) {
            thanks.addObject("answer", texts.get("answer.yours", said(link, texts, form)))
                    .addObject("comment", form.getOrDefault("comment", "").strip())
                    .addObject("token", token);
        }
        return thanks;
    }

    /** What was answered, in the words of the form. */
    private String said(Link link, PageTexts texts, Map<String, String> form) {
        if (link.purpose() != Purpose.SURVEY) {
            return texts.get("form.accepted." + form.get("accepted"));
        }
        int score = Integer.parseInt(form.get("score"));
        return score + " – " + survey(link, texts).answers().get(score - 1);
    }

    /** An answer that we have may not be the customer's own: it can be changed. */
    private ModelAndView already(String token, Link link, Customer customer, Map<String, String> choice, String stamp) {
        if (!LinkActions.mayChange(link)) {
            return ended(link, customer, "already");
        }
        PageTexts texts = PageTexts.in(customer.locale());
        return form(token, link, customer, choice, List.of(), stamp)
                .addObject("change", true)
                .addObject("title", texts.get("answered.title"))
                .addObject("lead", texts.get("answered.lead"))
                .addObject("question", question(link, texts));
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

    private ModelAndView outdated(PageTexts texts) {
        ModelAndView page = page(texts.locale(), "ended")
                .addObject("title", texts.get("confirm.outdated.title"))
                .addObject("lead", texts.get("confirm.outdated.lead"));
        page.setStatus(HttpStatus.GONE);
        return page;
    }

    /**
     * The same page for all, so that nobody learns who exists. Only anyone who holds a link that would still work reads that
     * the customer's data were erased.
     */
    private ModelAndView dead(Optional<Link> link, Locale browser) {
        ModelAndView page = page(browser, "dead");
        PageTexts texts = PageTexts.in(browser);
        boolean erased = link.filter(held -> !links.isExpired(held))
                .flatMap(held -> customers.find(held.customerId()))
                .filter(Customer::isErased)
                .isPresent();
        String key = erased ? "erased" : "dead";
        page.addObject("title", texts.get(key + ".title")).addObject("lead", texts.get(key + ".lead"));
        page.setStatus(link.isPresent() ? HttpStatus.GONE : HttpStatus.NOT_FOUND);
        return page;
    }

    private ModelAndView ended(Link link, Customer customer, String how) {
        PageTexts texts = PageTexts.in(customer.locale());
        String purpose = name(link.purpose());
        String key = how.equals("done") ? purpose + ".done" : "already";
        if (link.purpose() == Purpose.UNSUBSCRIBE) {
            // the same whether it happened now or before: the state is what counts
            return page(customer.locale(), "ended")
                    .addObject("title", texts.get("unsubscribe.done.title"))
                    .addObject("lead", texts.get("unsubscribe.done." + channel(link), topic(link, texts)))
                    .addObject("preferences", links.token(link, Purpose.PREFERENCES, "", ""));
        }
        return page(customer.locale(), "ended")
                .addObject("title", texts.get(key + ".title"))
                .addObject("lead", texts.get(key + ".lead"));
    }

    private String statement(Link link) {
        return links.token(link, Purpose.STATEMENT, "", "");
    }

    private ModelAndView form(
            String token, Link link, Customer customer, Map<String, String> values, List<String> faults, String stamp) {
        PageTexts texts = PageTexts.in(customer.locale());
        String purpose = name(link.purpose());
        return page(customer.locale(), purpose)
                .addObject("token", token)
                .addObject("stamp", stamp)
                .addObject("title", question(link, texts))
                .addObject("lead", texts.get(purpose + ".lead"))
                .addObject("fields", LinkActions.missing(customer))
                .addObject(
                        "answers",
                        link.purpose() == Purpose.SURVEY ? survey(link, texts).answers() : List.of())
                .addObject(
                        "requests",
                        link.purpose() == Purpose.DATA_REQUEST ? requests(link, customer, texts) : List.of())
                .addObject("values", values)
                .addObject("faults", faults)
                .addObject(
                        "preferences",
                        link.purpose() == Purpose.UNSUBSCRIBE ? links.token(link, Purpose.PREFERENCES, "", "") : null);
    }

    /**
     * A request that the customer may confirm.
     *
     * @param field its name in the form
     * @param text what is requested, since when
     * @param erasure whether it takes what cannot be given back
     */
    record RequestChoice(String field, String text, boolean erasure) {}

    private List<RequestChoice> requests(Link link, Customer customer, PageTexts texts) {
        DateTimeFormatter day = DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG)
                .withLocale(texts.locale())
                .withZone(customer.timeZone());
        return actions.open(link).stream()
                .map(request -> new RequestChoice(
                        LinkActions.REQUEST + request.id(),
                        texts.get("data-request." + request.request(), day.format(request.receivedAt())),
                        request.request().equals("erasure")))
                .toList();
    }

    private ModelAndView page(Locale wanted, String view) {
        PageTexts texts = PageTexts.in(wanted);
        Brand brand = catalogue.brand();
        Map<String, Object> brandTexts = brand.text().get(brand.nearest(texts.locale()));
        return new ModelAndView("links/page")
                .addObject("view", view)
                .addObject("language", texts.locale().toLanguageTag())
                .addObject("brand", brandTexts.get("name"))
                .addObject("t", texts.all("form."));
    }

    private String topic(Link link, PageTexts texts) {
        return Topics.name(catalogue.brand(), texts.locale(), link.about());
    }

    private String question(Link link, PageTexts texts) {
        return switch (link.purpose()) {
            case UNSUBSCRIBE -> texts.get("unsubscribe.title." + channel(link), topic(link, texts));
            case SURVEY -> survey(link, texts).question();
            default -> texts.get(name(link.purpose()) + ".title");
        };
    }

    /** What the mail asked; in general words for a kind that is not in use any more. */
    private Brand.SurveyTexts survey(Link link, PageTexts texts) {
        Brand brand = catalogue.brand();
        return brand.survey(link.kind(), brand.nearest(texts.locale()))
                .orElseGet(() -> new Brand.SurveyTexts(
                        texts.get("survey.title"),
                        IntStream.rangeClosed(1, Brand.ANSWERS)
                                .mapToObj(score -> texts.get("survey.answer." + score))
                                .toList()));
    }

    private static String channel(Link link) {
        return ContactChannel.of(link).consent();
    }

    private static String name(Purpose purpose) {
        return purpose.name().toLowerCase(Locale.ROOT).replace('_', '-');
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
