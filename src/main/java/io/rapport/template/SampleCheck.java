package io.rapport.template;

import io.rapport.contactpolicy.Category;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Renders each message with its sample when it is loaded, and judges what comes out: a template that cannot say its own
 * sample would not say a customer's data either.
 */
final class SampleCheck {

    private final MessageSources sources;
    private final Brand brand;
    private final Renderer renderer;
    private final Faults faults;

    SampleCheck(MessageSources sources, Brand brand, Renderer renderer, Faults faults) {
        this.sources = sources;
        this.brand = brand;
        this.renderer = renderer;
        this.faults = faults;
    }

    /** @return the sample with links that lead nowhere */
    static Map<String, Object> withLinks(Map<String, Object> sample, MessageDefinition definition, Brand brand) {
        Map<String, Object> links = new LinkedHashMap<>();
        definition.links().forEach(link -> links.put(link, brand.site() + sampleLink(link)));
        Map<String, Object> all = new LinkedHashMap<>(sample);
        all.put("links", links);
        return all;
    }

    private static String sampleLink(String link) {
        return "/sample/" + link;
    }

    void mail(MessageDefinition definition, CompiledMail mail, Map<String, Object> sample) {
        String file = definition.name() + "/" + mail.locale().toLanguageTag() + ".mjml";
        try {
            RenderedMessage rendered = renderer.mail(
                    mail, definition.name(), CompiledMessage.context(definition, brand, mail.locale(), sample));
            judge(definition, rendered, file);
        } catch (RenderException e) {
            failed(definition, mail.locale(), file, e);
        }
    }

    void text(MessageDefinition definition, SmsTemplate text, Map<String, Object> sample) {
        String file = definition.name() + "/" + text.locale().toLanguageTag() + ".txt";
        try {
            String line = renderer.text(
                    text, definition.name(), CompiledMessage.context(definition, brand, text.locale(), sample));
            if (definition.category().optOut()
                    && !line.contains(sampleLink("unsubscribe"))
                    && !SmsTemplate.tellsOptOut(line, text.locale())) {
                faults.of(
                        definition.name(),
                        text.locale(),
                        FilePosition.of(file),
                        "a " + definition.category().key() + " SMS does not tell how to opt out",
                        SmsTemplate.optOutHint(text.locale()));
            }
        } catch (RenderException e) {
            failed(definition, text.locale(), file, e);
        }
    }

    private void failed(MessageDefinition definition, Locale locale, String file, RenderException e) {
        FilePosition place =
                e.variable() == null ? FilePosition.of(file) : FilePosition.find(sources, file, locale, e.variable());
        faults.of(
                definition.name(),
                locale,
                place,
                e.getMessage(),
                e.variable() == null
                        ? "make it do less"
                        : "fix the name, guard it with {% if … is not empty %}, or add it to sample in message.yaml");
    }

    private void judge(MessageDefinition definition, RenderedMessage rendered, String file) {
        for (String link : definition.links()) {
            if (!rendered.html().contains(sampleLink(link))) {
                fault(
                        definition,
                        rendered,
                        FilePosition.of(file),
                        "links." + link + " is announced in message.yaml, but not in the mail",
                        "link to it, or take it out of links");
            }
        }
        if (definition.category().optOut() && !definition.links().contains("unsubscribe")) {
            fault(
                    definition,
                    rendered,
                    FilePosition.of(file),
                    "a " + definition.category().key() + " message has no opt-out",
                    "add unsubscribe to links in message.yaml and include the footer, which shows it");
        }
        // China's rules on e-mail ask for this mark at the head of an advertisement's subject
        boolean marked =
                rendered.subject().startsWith("广告") || rendered.subject().startsWith("AD");
        if (definition.category() == Category.PROMOTIONAL
                && rendered.locale().getCountry().equals("CN")
                && !marked) {
            fault(
                    definition,
                    rendered,
                    FilePosition.find(sources, file, rendered.locale(), "<mj-title"),
                    "an advertisement to China is not marked as one",
                    "begin mj-title with 广告");
        }
    }

    private void fault(
            MessageDefinition definition, RenderedMessage rendered, FilePosition place, String what, String fix) {
        faults.of(definition.name(), rendered.locale(), place, what, fix);
    }
}
