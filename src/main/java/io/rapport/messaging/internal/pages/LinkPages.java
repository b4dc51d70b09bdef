package io.rapport.messaging.internal.pages;

import io.rapport.customer.Customer;
import io.rapport.customer.Customers;
import io.rapport.messaging.Links;
import io.rapport.messaging.Links.Link;
import io.rapport.messaging.Links.Purpose;
import io.rapport.messaging.internal.pages.LinkActions.Outcome;
import io.rapport.messaging.internal.pages.LinkActions.Result;
import io.rapport.messaging.internal.template.Brand;
import io.rapport.messaging.internal.template.MessageCatalogue;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/**
 * The pages behind the links in our mails. Showing one changes nothing, since mail scanners follow every link; only
 * sending its form acts. The link is the permission: no account, no cookie, no script.
 */
@Controller
@RequestMapping("/p/{token}")
final class LinkPages {

    private static final String POLICY =
            "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private final Links links;
    private final LinkActions actions;
    private final Customers customers;
    private final MessageCatalogue catalogue;

    LinkPages(Links links, LinkActions actions, Customers customers, MessageCatalogue catalogue) {
        this.links = links;
        this.actions = actions;
        this.customers = customers;
        this.catalogue = catalogue;
    }

    @GetMapping
    ModelAndView show(
            @PathVariable String token,
            @RequestParam Map<String, String> choice,
            Locale browser,
            HttpServletResponse response) {
        protect(response);
        Optional<Link> link = links.read(token);
        Optional<Customer> customer = link.flatMap(this::customer);
        if (customer.isEmpty()) {
            return dead(link, browser);
        }
        return actions.isDone(link.get(), customer.get())
                ? ended(link.get(), customer.get(), "already")
                : form(token, link.get(), customer.get(), choice, List.of());
    }

    /** Also answers the one-click opt-out of mail programs (RFC 8058), whose body we need not look at. */
    @PostMapping
    ModelAndView act(
            @PathVariable String token,
            @RequestParam Map<String, String> form,
            Locale browser,
            HttpServletResponse response) {
        protect(response);
        Optional<Link> link = links.read(token);
        Optional<Customer> customer = link.flatMap(this::customer);
        if (customer.isEmpty()) {
            return dead(link, browser);
        }
        String wording = question(link.get(), PageTexts.in(customer.get().locale()));
        Result result = actions.act(link.get(), customer.get(), form, wording);
        if (result.outcome() == Outcome.INVALID) {
            ModelAndView again = form(token, link.get(), customer.get(), form, result.faults());
            again.setStatus(HttpStatus.UNPROCESSABLE_ENTITY);
            return again;
        }
        return ended(link.get(), customer.get(), result.outcome() == Outcome.DONE ? "done" : "already");
    }

    /** @return whom the link is for, if it works still */
    private Optional<Customer> customer(Link link) {
        return links.isExpired(link)
                ? Optional.empty()
                : customers.find(link.customerId()).filter(customer -> !customer.isErased());
    }

    /** The same page for all, so that nobody learns who exists. */
    private ModelAndView dead(Optional<Link> link, Locale browser) {
        ModelAndView page = page(browser, "dead");
        PageTexts texts = PageTexts.in(browser);
        page.addObject("title", texts.get("dead.title")).addObject("lead", texts.get("dead.lead"));
        page.setStatus(link.isPresent() ? HttpStatus.GONE : HttpStatus.NOT_FOUND);
        return page;
    }

    private ModelAndView ended(Link link, Customer customer, String how) {
        PageTexts texts = PageTexts.in(customer.locale());
        String purpose = name(link.purpose());
        String key = how.equals("done") ? purpose + ".done" : "already";
        String lead = link.purpose() == Purpose.UNSUBSCRIBE
                ? texts.get("unsubscribe.done", texts.topic(link.about()))
                : texts.get(key + ".lead");
        return page(customer.locale(), "ended")
                .addObject("title", texts.get(key + ".title"))
                .addObject("lead", lead);
    }

    private ModelAndView form(
            String token, Link link, Customer customer, Map<String, String> values, List<String> faults) {
        PageTexts texts = PageTexts.in(customer.locale());
        String purpose = name(link.purpose());
        return page(customer.locale(), purpose)
                .addObject("token", token)
                .addObject("title", question(link, texts))
                .addObject("lead", texts.get(purpose + ".lead"))
                .addObject("fields", LinkActions.missing(customer))
                .addObject("scores", List.of("5", "4", "3", "2", "1"))
                .addObject("values", values)
                .addObject("faults", faults);
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

    private static String question(Link link, PageTexts texts) {
        return switch (link.purpose()) {
            case UNSUBSCRIBE -> texts.get("unsubscribe.title", texts.topic(link.about()));
            case SURVEY -> texts.survey(link.kind());
            default -> texts.get(name(link.purpose()) + ".title");
        };
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
