package io.rapport.app.studio;

import io.rapport.app.studio.MailHints.Draft;
import io.rapport.app.studio.Preview.SmsPreview;
import io.rapport.template.MessageCatalogue;
import io.rapport.template.MessageDefinition;
import io.rapport.template.RenderException;
import io.rapport.template.RenderedMessage;
import io.rapport.template.SmsLength;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.springframework.stereotype.Component;

/** Renders messages for previews. */
@Component
final class Previews {

    /** What a message may do in its frame: show itself. The frame's sandbox forbids the rest. */
    private static final String FRAME_POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; img-src data: https:; base-uri 'none'; form-action 'none'";

    private final MessageCatalogue catalogue;

    Previews(MessageCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** The message with its sample data, in a locale that it is written in. */
    Preview sample(String name, Locale locale) {
        return of(name, locale, catalogue.sample(name, locale));
    }

    /**
     * The message with other data.
     *
     * @param data what templates read; what a real mail would get as links must not be in it
     */
    Preview of(String name, Locale locale, Map<String, Object> data) {
        MessageDefinition definition = catalogue.definition(name);
        try {
            RenderedMessage mail = catalogue.render(name, locale, data);
            Document html = Jsoup.parse(mail.html());
            String preheader = preheader(html);
            String sms = definition.channels().contains("sms") ? catalogue.renderText(name, locale, data) : null;
            Draft draft = new Draft(definition, mail, preheader, sms, optOut(data), postalAddress(mail.locale()));
            List<Hint> hints = new ArrayList<>(MailHints.of(draft));
            List<String> empty = empty(name, mail.locale(), data);
            if (!empty.isEmpty()) {
                hints.add(Hint.of("empty", String.join(", ", empty)));
            }
            return new Preview(
                    mail.locale().toLanguageTag(),
                    mail.subject(),
                    preheader,
                    frame(html),
                    mail.text(),
                    sms == null ? null : new SmsPreview(sms, SmsLength.of(sms)),
                    hints,
                    null);
        } catch (RenderException e) {
            return Preview.failed(e.locale().toLanguageTag(), e.getMessage());
        }
    }

    /** mj-preview becomes the first element of the body, hidden. */
    private static String preheader(Document html) {
        Element first = html.body().firstElementChild();
        boolean hidden = first != null && first.attr("style").replace(" ", "").contains("display:none");
        return hidden ? first.text() : "";
    }

    private static String frame(Document html) {
        html.outputSettings().prettyPrint(false);
        html.head()
                .prependElement("meta")
                .attr("http-equiv", "Content-Security-Policy")
                .attr("content", FRAME_POLICY);
        return html.outerHtml();
    }

    private static String optOut(Map<String, Object> data) {
        return data.get("links") instanceof Map<?, ?> links && links.get("unsubscribe") instanceof String address
                ? address
                : null;
    }

    private String postalAddress(Locale locale) {
        return catalogue.brand().text().get(locale).get("postalAddress") instanceof String address ? address : null;
    }

    /** @return the variables that the message says, and for which there is nothing to say */
    private List<String> empty(String name, Locale locale, Map<String, Object> data) {
        return catalogue.variables(name, locale).stream()
                .filter(variable -> isEmpty(value(variable, data)))
                .toList();
    }

    private static Object value(String variable, Map<String, Object> data) {
        Object value = data;
        for (String key : variable.split("\\.")) {
            value = value instanceof Map<?, ?> map ? map.get(key) : null;
        }
        return value;
    }

    private static boolean isEmpty(Object value) {
        return value == null
                || value instanceof String text && text.isBlank()
                || value instanceof Collection<?> list && list.isEmpty();
    }
}
