package io.rapport.template;

import java.net.URI;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;

/**
 * Where a template may put data. Escaping makes data harmless as text and as the value of an attribute; it does not in a
 * style, in a script, or where a link leads ({@code javascript:…} has nothing to escape). So those places are closed to
 * data, and links lead to our own pages, to the brand's site, or to an address that stands in {@code brand.yaml}.
 */
final class DataPlacement {

    private static final Pattern TAG = Pattern.compile("\\{\\{.*?}}|\\{%.*?%}", Pattern.DOTALL);

    /** The links that the product itself makes: signed, to its own public pages, or to Tasklist. */
    private static final Pattern OURS = Pattern.compile("\\{\\{\\s*(links\\.\\w+|task\\.link)\\s*}}");

    private static final Pattern ENCODED = Pattern.compile("\\{\\{[^{}]*\\|\\s*urlencode\\s*}}|\\{%.*?%}");
    private static final Pattern WEB = Pattern.compile("(https?://[^/?#\\s\"'<>()（）]+)[^\\s\"'<>()]*");
    private static final Pattern CSS_ADDRESS =
            Pattern.compile("(?:url\\(|@import\\s+(?!url\\())\\s*['\"]?([^'\")\\s;]*)");
    private static final Set<String> ADDRESSES = Set.of("href", "src", "background", "action", "srcset", "xlink:href");
    private static final Set<String> LIVING =
            Set.of("script", "iframe", "frame", "object", "embed", "applet", "form", "base");

    private final MessageSources sources;
    private final Set<String> hosts = new HashSet<>();

    DataPlacement(MessageSources sources, Brand brand) {
        this.sources = sources;
        hosts(brand.site());
        hosts(brand.text());
    }

    private void hosts(Object branch) {
        if (branch instanceof Map<?, ?> map) {
            map.values().forEach(this::hosts);
        } else if (branch instanceof Collection<?> list) {
            list.forEach(this::hosts);
        } else if (branch instanceof String text && text.startsWith("https://")) {
            host(text).ifPresent(hosts::add);
        }
    }

    private static Optional<String> host(String address) {
        try {
            return Optional.ofNullable(URI.create(address).getHost());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** @param html the compiled MJML, Pebble's tags still escaped as MJML left them */
    void checkMail(String file, Locale locale, String html) throws InvalidMessageFile {
        Check check = new Check(file, locale);
        elements(check, html);
        // what stands in a condition is a comment to all but Outlook
        elements(check, OutlookParts.everywhere(html));
    }

    private void elements(Check check, String html) throws InvalidMessageFile {
        for (Element element : Jsoup.parse(html).getAllElements()) {
            if (LIVING.contains(element.normalName())) {
                throw check.broken(
                        "<" + element.normalName(),
                        "a mail carries no " + element.normalName(),
                        "take it out; mail programs do not run it, and filters hold such mails back");
            }
            if (element.normalName().equals("style")) {
                check.style(element.data());
            }
            for (Attribute attribute : element.attributes()) {
                check.attribute(attribute.getKey(), attribute.getValue());
            }
        }
    }

    /** @param text the template of an SMS */
    void checkText(String file, String text) throws InvalidMessageFile {
        Matcher written = WEB.matcher(text);
        while (written.find()) {
            new Check(file, Locale.ROOT).address(written.group());
        }
    }

    /** The check of one file. */
    private final class Check {

        private final String file;
        private final Locale locale;

        Check(String file, Locale locale) {
            this.file = file;
            this.locale = locale;
        }

        void attribute(String name, String value) throws InvalidMessageFile {
            if (name.startsWith("on")) {
                throw broken(name, "a mail carries no scripts, such as " + name + "=\"…\"", "take the attribute out");
            }
            if (name.equals("style")) {
                style(value);
            } else if (ADDRESSES.contains(name)) {
                address(Parser.unescapeEntities(value.strip(), true));
            }
        }

        void style(String css) throws InvalidMessageFile {
            Matcher tag = TAG.matcher(css);
            if (tag.find()) {
                throw broken(
                        tag.group(),
                        "data stand in a style: " + tag.group(),
                        "write the style as it is to be, or choose between two whole elements with {% if %}");
            }
            Matcher address = CSS_ADDRESS.matcher(css);
            while (address.find()) {
                address(address.group(1));
            }
        }

        void address(String value) throws InvalidMessageFile {
            if (value.isEmpty() || value.startsWith("#")) {
                return;
            }
            Matcher ours = OURS.matcher(value);
            if (ours.lookingAt()) {
                encoded(value, ours.end());
                return;
            }
            if (value.matches("(mailto|tel):[^{}]*")) {
                return;
            }
            Matcher web = WEB.matcher(value);
            boolean known = web.lookingAt()
                    && value.startsWith("https://")
                    && host(web.group(1)).filter(hosts::contains).isPresent();
            if (!known) {
                throw broken(
                        value,
                        TAG.matcher(value).lookingAt()
                                ? "data decide where a link leads: " + value
                                : "a link leads elsewhere: " + value,
                        "link to {{ links.… }}, to https:// pages of the brand's site, or to an address that stands in"
                                + " brand.yaml");
            }
            encoded(value, web.end(1));
        }

        private void encoded(String address, int from) throws InvalidMessageFile {
            Matcher tag = TAG.matcher(address).region(from, address.length());
            while (tag.find()) {
                if (!ENCODED.matcher(tag.group()).matches()) {
                    throw broken(
                            address,
                            "data stand in a link's address as they are: " + tag.group(),
                            "end the tag with | urlencode");
                }
            }
        }

        InvalidMessageFile broken(String words, String what, String fix) {
            return new InvalidMessageFile(FilePosition.find(sources, file, locale, words), what, fix);
        }
    }
}
