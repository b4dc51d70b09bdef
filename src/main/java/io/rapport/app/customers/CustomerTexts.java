package io.rapport.app.customers;

import io.rapport.app.operations.OperatorsPage;
import io.rapport.inbox.Reference;
import io.rapport.language.Sentences;
import io.rapport.language.StaffLanguages;
import io.rapport.template.Formats;
import io.rapport.value.CustomerScore;
import java.math.BigDecimal;
import java.text.NumberFormat;
import java.time.Instant;
import java.time.LocalDate;
import java.time.MonthDay;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** How the page about customers speaks to one reader: words, moments, amounts, and what stands behind a code. */
final class CustomerTexts {

    static final Sentences ALL = new Sentences("customers/texts");

    private final Locale language;
    private final Locale region;
    private final ZoneId zone;

    /**
     * @param reader the locale of who reads, whether offered or not
     * @param languages that are offered
     * @param zone of the company, in which moments are written
     */
    CustomerTexts(Locale reader, StaffLanguages languages, ZoneId zone) {
        this.language = languages.nearest(List.of(reader));
        this.region = reader.getLanguage().equals(language.getLanguage()) ? reader : language;
        this.zone = zone;
    }

    /** @return the language of the page, as its {@code lang} says */
    String lang() {
        return region.toLanguageTag();
    }

    /** @return the language of names of journeys and tasks */
    Locale language() {
        return language;
    }

    String say(String key, Object... values) {
        return ALL.say(key, language, values);
    }

    /** @return all words of the page, by their key */
    Map<String, String> words() {
        return ALL.beginning("page.", language);
    }

    /** @return the day and time, where the company is */
    String moment(Instant at) {
        return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
                .withLocale(region)
                .format(at.atZone(zone));
    }

    /** @return the day, where the company is */
    String day(Instant at) {
        return DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM)
                .withLocale(region)
                .format(at.atZone(zone));
    }

    String day(LocalDate day) {
        return DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM)
                .withLocale(region)
                .format(day);
    }

    /** @return a day of every year */
    String dayOfYear(MonthDay day) {
        return DateTimeFormatter.ofPattern(say("page.day-of-year"), region).format(day);
    }

    /** @return weekday and time in a zone */
    String localTime(Instant now, ZoneId there) {
        return DateTimeFormatter.ofPattern("EEE HH:mm", region).format(now.atZone(there));
    }

    String number(Number value) {
        return NumberFormat.getInstance(region).format(value);
    }

    String decimal(double value) {
        NumberFormat format = NumberFormat.getInstance(region);
        format.setMaximumFractionDigits(1);
        return format.format(value);
    }

    String percent(double part) {
        return NumberFormat.getPercentInstance(region).format(part);
    }

    String money(BigDecimal amount, String currency) {
        if (currency == null) {
            return number(amount);
        }
        try {
            return Formats.money(amount, currency, region);
        } catch (IllegalArgumentException unknownCurrency) {
            return number(amount) + " " + currency;
        }
    }

    /** @param currency the reporting one */
    String lifetime(CustomerScore score, String currency) {
        return score.lifetimeEstimate(currency, region);
    }

    /** @return a topic of messages in words; empty for one that is not known here */
    static Optional<String> topic(String topic, Locale reader) {
        return ALL.find("word.topic." + topic, reader);
    }

    /** @return a code in the reader's words; the code where there are none */
    String word(String kind, Object code) {
        return ALL.find("word." + kind + "." + code, language).orElseGet(() -> String.valueOf(code));
    }

    /** @return what happened or comes next, such as {@code order.placed}, in the reader's words */
    String what(String code) {
        return ALL.find("what." + code, language).orElse(code);
    }

    /**
     * @param facts by name
     * @param complaintNumbers by the ids of complaints, the numbers that customers were given
     * @return what more is known of it, in the order of the facts
     */
    List<FactText> facts(Map<String, Object> facts, Map<String, String> complaintNumbers) {
        List<FactText> shown = new ArrayList<>();
        facts.forEach((name, value) -> {
            String text = name.equals("about") ? about(value.toString(), complaintNumbers) : text(name, value, facts);
            if (text != null) {
                shown.add(new FactText(ALL.find("fact." + name, language).orElse(name), text));
            }
        });
        return shown;
    }

    private String text(String name, Object value, Map<String, Object> facts) {
        return switch (name) {
            // they are part of what stands beside them
            case "currency" -> null;
            case "rule" -> facts.containsKey("why") ? null : word("rule", value);
            case "why" -> OperatorsPage.reasons(language).getOrDefault(facts.get("rule"), value.toString());
            case "total", "discount" -> money((BigDecimal) value, (String) facts.get("currency"));
            case "points" -> (((Integer) value) > 0 ? "+" : "") + number((Integer) value);
            case "fields", "taken" ->
                Arrays.stream(value.toString().split(", "))
                        .map(field -> word("field", field))
                        .collect(Collectors.joining(", "));
            case "percent" -> value + " %";
            case "score" -> value + " / 5";
            case "from", "to" -> word("standing", value);
            case "cause" -> word("standing-why", value);
            case "before" -> word("level", value);
            default -> {
                if (value instanceof Instant moment) {
                    yield moment(moment);
                }
                if (value instanceof LocalDate day) {
                    yield day(day);
                }
                yield value instanceof Number number ? number(number) : word(name, value);
            }
        };
    }

    /**
     * @param reference such as {@code order:4711}
     * @param complaintNumbers by the ids of complaints, the numbers that customers were given
     * @return the reference in the reader's words; an id that Rapport gave says nothing, and is left out
     */
    String about(String reference, Map<String, String> complaintNumbers) {
        int colon = reference.indexOf(':');
        if (colon < 0) {
            return reference;
        }
        String kind = reference.substring(0, colon);
        String id = reference.substring(colon + 1);
        String number = kind.equals("complaint") ? complaintNumbers.get(id) : null;
        return number == null && !new Reference(kind, id).hasReadableId()
                ? word("kind", kind)
                : word("kind", kind) + " " + (number == null ? id : number);
    }

    /**
     * A line of what is known.
     *
     * @param label in the reader's language
     * @param text in the reader's language, or as somebody wrote it
     */
    record FactText(String label, String text) {}
}
