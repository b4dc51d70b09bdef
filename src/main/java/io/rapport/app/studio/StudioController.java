package io.rapport.app.studio;

import io.rapport.app.forms.FormOutcome;
import io.rapport.app.forms.SentForms;
import io.rapport.app.forms.TypedCustomerId;
import io.rapport.app.operations.FindingTexts;
import io.rapport.app.studio.CustomerPreviews.Seen;
import io.rapport.template.MessageCatalogue;
import io.rapport.template.MessageDefinition;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.access.WebInvocationPrivilegeEvaluator;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * {@code /studio/messages}: all messages, and one of them as it would reach somebody. Plain HTML without scripts; a
 * message is shown in frames whose sandbox lets it do nothing. A real customer's id comes in a form, never in an address.
 */
@Controller
@RequestMapping("/studio")
class StudioController {

    private static final String HOME = "/studio/messages";
    private static final int PREVIEWS = 20;

    private final MessageCatalogue catalogue;
    private final Previews previews;
    private final CustomerPreviews previewLog;
    private final TestMails testMails;
    private final WebInvocationPrivilegeEvaluator privileges;
    private final SentForms forms;

    StudioController(
            MessageCatalogue catalogue,
            Previews previews,
            CustomerPreviews previewLog,
            TestMails testMails,
            WebInvocationPrivilegeEvaluator privileges,
            SentForms forms) {
        this.catalogue = catalogue;
        this.previews = previews;
        this.previewLog = previewLog;
        this.testMails = testMails;
        this.privileges = privileges;
        this.forms = forms;
    }

    /**
     * A message in the list.
     *
     * @param definition what is known of it
     * @param category   in the reader's language
     * @param locales    BCP 47 tags
     * @param warnings   hints over all locales
     */
    record Row(MessageDefinition definition, String category, List<String> locales, int warnings) {}

    @GetMapping({"", "/", "/messages/"})
    ResponseEntity<Void> home() {
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .location(URI.create(HOME))
                .build();
    }

    @GetMapping("/messages")
    ModelAndView list(Locale reader, Authentication user) {
        StudioTexts texts = StudioTexts.in(reader);
        List<Row> rows = new ArrayList<>();
        for (String name : catalogue.names()) {
            MessageDefinition definition = catalogue.definition(name);
            int warnings = definition.locales().stream()
                    .mapToInt(locale -> previews.sample(name, locale).hints().size())
                    .sum();
            List<String> locales =
                    definition.locales().stream().map(Locale::toLanguageTag).toList();
            rows.add(new Row(definition, texts.category(definition.category().key()), locales, warnings));
        }
        boolean mayPreview = mayPreview("any", user);
        return page("studio/list", texts)
                .addObject("rows", rows)
                .addObject("mayPreview", mayPreview)
                .addObject("previews", mayPreview ? previewLog.newest(PREVIEWS) : List.of());
    }

    @GetMapping("/messages/{name}")
    ModelAndView message(
            @PathVariable String name,
            @RequestParam(defaultValue = "") String locale,
            Locale reader,
            Authentication user,
            HttpServletRequest request) {
        if (!catalogue.names().contains(name)) {
            return unknown(reader);
        }
        StudioTexts texts = StudioTexts.in(reader);
        Locale offered = offered(locale);
        return message(name, previews.sample(name, offered), texts, user)
                .addObject(
                        "outcome",
                        FormOutcome.on(request)
                                .map(outcome -> texts.get("test." + outcome.code()))
                                .orElse(null));
    }

    @PostMapping("/messages/{name}/customer")
    ModelAndView asCustomer(
            @PathVariable String name,
            @RequestParam(defaultValue = "") String customerId,
            @RequestParam(defaultValue = "") String locale,
            Locale reader,
            Authentication user) {
        if (!catalogue.names().contains(name)) {
            return unknown(reader);
        }
        StudioTexts texts = StudioTexts.in(reader);
        String id = TypedCustomerId.of(customerId);
        Optional<Seen> seen = previewLog.preview(user.getName(), name, id);
        if (seen.isEmpty()) {
            ModelAndView page = message(name, previews.sample(name, offered(locale)), texts, user)
                    .addObject("outcome", texts.get("customer.unknown"));
            page.setStatus(HttpStatus.NOT_FOUND);
            return page;
        }
        Preview preview = previews.of(name, seen.get().locale(), seen.get().data());
        return message(name, preview, texts, user)
                .addObject("customerId", id)
                .addObject("fromSample", String.join(", ", seen.get().fromSample()));
    }

    @PostMapping("/messages/{name}/test")
    ModelAndView test(
            @PathVariable String name,
            @RequestParam(defaultValue = "") String locale,
            Principal user,
            Locale reader,
            HttpServletRequest form) {
        if (!catalogue.names().contains(name)) {
            return unknown(reader);
        }
        Locale offered = offered(locale);
        // no transaction takes a mail back
        return forms.onceForGood(
                        form,
                        () -> FormOutcome.of(
                                testMails.send(user.getName(), name, offered).name()))
                .leadBack(
                        form,
                        UriComponentsBuilder.fromPath(HOME)
                                .pathSegment(name)
                                .queryParam("locale", offered.toLanguageTag())
                                .toUriString());
    }

    private ModelAndView message(String name, Preview preview, StudioTexts texts, Authentication user) {
        MessageDefinition definition = catalogue.definition(name);
        return page("studio/message", texts)
                .addObject("message", definition)
                .addObject("category", texts.category(definition.category().key()))
                .addObject("expiry", texts.duration(definition.expiry()))
                .addObject(
                        "locales",
                        definition.locales().stream().map(Locale::toLanguageTag).toList())
                .addObject("preview", preview)
                .addObject(
                        "smsLength",
                        preview.sms() == null
                                ? null
                                : texts.length(preview.sms().length()))
                .addObject("hints", preview.hints().stream().map(texts::hint).toList())
                .addObject("mayPreview", mayPreview(name, user));
    }

    private ModelAndView unknown(Locale reader) {
        ModelAndView page = page("studio/unknown", StudioTexts.in(reader));
        page.setStatus(HttpStatus.NOT_FOUND);
        return page;
    }

    private ModelAndView page(String view, StudioTexts texts) {
        return new ModelAndView(view)
                .addObject("t", texts.all())
                .addObject("language", texts.language())
                .addObject("said", new FindingTexts(Locale.forLanguageTag(texts.language())))
                .addObject("faults", catalogue.faults());
    }

    /** Asks the rule that guards the form's address, so that the page offers what the guard lets pass. */
    private boolean mayPreview(String name, Authentication user) {
        return privileges.isAllowed("", HOME + "/" + name + "/customer", "POST", user);
    }

    private Locale offered(String tag) {
        return catalogue.brand().nearest(Locale.forLanguageTag(tag));
    }
}
