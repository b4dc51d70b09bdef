package io.rapport.app.mailbox;

import io.rapport.language.Sentences;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.ModelAndView;

/** Shows what the embedded mail server received, to people and to programs. */
@Controller
@ConditionalOnBooleanProperty("rapport.mailbox.embedded")
@RequestMapping("/mailbox")
class MailboxController {

    private static final int PAGE = 200;

    /** What a mail may do in its frame: show itself and remote pictures, and open links in a new tab. No scripts. */
    private static final String FRAME_POLICY =
            "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
                    + "img-src data: http: https:; style-src 'unsafe-inline'; font-src data: https:; frame-ancestors 'self'";

    private static final Sentences TEXTS = new Sentences("mailbox/texts");

    private final Mailbox mailbox;

    MailboxController(Mailbox mailbox) {
        this.mailbox = mailbox;
    }

    @GetMapping
    ModelAndView list(@RequestParam(defaultValue = "") String to, Locale locale) {
        List<CapturedMail> mails = mailbox.newest(to, PAGE + 1);
        boolean more = mails.size() > PAGE;
        return new ModelAndView(
                "mailbox/list",
                Map.of("t", TEXTS.all(locale), "mails", more ? mails.subList(0, PAGE) : mails, "more", more, "to", to));
    }

    @GetMapping("/{id}")
    ModelAndView show(@PathVariable String id, Locale locale) {
        Optional<CapturedMail> mail = mailbox.find(id);
        Map<String, Object> model = new HashMap<>(Map.of("t", TEXTS.all(locale)));
        model.put("mail", mail.orElse(null));
        ModelAndView page = new ModelAndView("mailbox/mail", model);
        page.setStatus(mail.isPresent() ? HttpStatus.OK : HttpStatus.NOT_FOUND);
        return page;
    }

    /** The HTML part alone, for the frame: whatever stands in it, the browser runs nothing of it. */
    @GetMapping("/{id}/html")
    ResponseEntity<String> html(@PathVariable String id) {
        String html = mailbox.find(id)
                .map(CapturedMail::html)
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        Document document = Jsoup.parse(html);
        document.outputSettings().prettyPrint(false);
        document.head().prependElement("base").attr("target", "_blank");
        return ResponseEntity.ok()
                .header("Content-Security-Policy", FRAME_POLICY)
                .contentType(MediaType.parseMediaType("text/html;charset=UTF-8"))
                .body(document.outerHtml());
    }

    /** All kept mails with their content, the newest first. */
    @GetMapping(path = "/messages.json", produces = MediaType.APPLICATION_JSON_VALUE)
    @ResponseBody
    List<CapturedMail> messages(@RequestParam(defaultValue = "") String to) {
        return mailbox.newest(to, Integer.MAX_VALUE);
    }
}
