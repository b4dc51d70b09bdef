package io.rapport.publicpages;

import io.rapport.customer.Customer;
import io.rapport.customer.Customers;
import io.rapport.link.Links;
import io.rapport.link.Links.Link;
import io.rapport.link.Links.Purpose;
import io.rapport.template.Brand;
import io.rapport.template.MessageCatalogue;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.ModelAndView;

/** What the pages behind links show, in the customer's language: a form, what came of it, or why there is nothing to do. */
@Component
final class LinkViews {

    private final Links links;
    private final RequestActions requests;
    private final Customers customers;
    private final MessageCatalogue catalogue;

    LinkViews(Links links, RequestActions requests, Customers customers, MessageCatalogue catalogue) {
        this.links = links;
        this.requests = requests;
        this.customers = customers;
        this.catalogue = catalogue;
    }

    ModelAndView page(Locale wanted, String view) {
        PageTexts texts = PageTexts.in(wanted);
        Brand brand = catalogue.brand();
        Map<String, Object> brandTexts = brand.text().get(brand.nearest(texts.locale()));
        return new ModelAndView("links/page")
                .addObject("view", view)
                .addObject("language", texts.locale().toLanguageTag())
                .addObject("brand", brandTexts.get("name"))
                .addObject("t", texts.all("form."));
    }

    ModelAndView form(
            String token, Link link, Customer customer, Map<String, String> values, List<String> faults, String stamp) {
        PageTexts texts = PageTexts.in(customer.locale());
        String purpose = name(link.purpose());
        return page(customer.locale(), purpose)
                .addObject("token", token)
                .addObject("stamp", stamp)
                .addObject("title", question(link, texts))
                .addObject("lead", texts.get(purpose + ".lead"))
                .addObject("fields", ProfileForm.missing(customer))
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
                .withLocale(texts.region(customer.locale()))
                .withZone(customer.timeZone());
        return requests.unidentified(link).stream()
                .map(request -> new RequestChoice(
                        RequestActions.REQUEST + request.id(),
                        texts.get("data-request." + request.request(), day.format(request.receivedAt())),
                        request.request().equals("erasure")))
                .toList();
    }

    /** An answer that we have may not be the customer's own: it can be changed. */
    ModelAndView already(String token, Link link, Customer customer, Map<String, String> choice, String stamp) {
        if (!LinkAnswers.areOf(link)) {
            return ended(link, customer, "already");
        }
        PageTexts texts = PageTexts.in(customer.locale());
        return form(token, link, customer, choice, List.of(), stamp)
                .addObject("change", true)
                .addObject("title", texts.get("answered.title"))
                .addObject("lead", texts.get("answered.lead"))
                .addObject("question", question(link, texts));
    }

    ModelAndView ended(Link link, Customer customer, String how) {
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

    ModelAndView outdated(PageTexts texts) {
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
    ModelAndView dead(Optional<Link> link, Locale browser) {
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

    String question(Link link, PageTexts texts) {
        return switch (link.purpose()) {
            case UNSUBSCRIBE -> texts.get("unsubscribe.title." + channel(link), topic(link, texts));
            case SURVEY -> survey(link, texts).question();
            default -> texts.get(name(link.purpose()) + ".title");
        };
    }

    /** What was answered, in the words of the form. */
    String said(Link link, PageTexts texts, Map<String, String> form) {
        if (link.purpose() != Purpose.SURVEY) {
            return texts.get("form.accepted." + form.get("accepted"));
        }
        int score = Integer.parseInt(form.get("score"));
        return score + " – " + survey(link, texts).answers().get(score - 1);
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

    private String topic(Link link, PageTexts texts) {
        return Topics.name(catalogue.brand(), texts.locale(), link.about());
    }

    private static String channel(Link link) {
        return ContactChannel.of(link).consent();
    }

    private static String name(Purpose purpose) {
        return purpose.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
