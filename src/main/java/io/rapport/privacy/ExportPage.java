package io.rapport.privacy;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.FormatStyle;
import java.util.regex.Pattern;
import org.springframework.web.util.HtmlUtils;

/** An export as one page of HTML, without any script or other file, so that it can be kept and read anywhere. */
final class ExportPage {

    private static final Pattern MOMENT = Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}.*");
    private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

    private static final String STYLE =
            """
            body{font:16px/1.5 system-ui,"Noto Sans CJK SC",sans-serif;color:#1b1b1b;background:#fff;margin:0 auto;max-width:60rem;padding:1.5rem}
            h1{font-size:1.6rem}h2{font-size:1.25rem;margin:2.5rem 0 .25rem;border-bottom:1px solid #bbb}h3{font-size:1rem;margin:1.25rem 0 .5rem}
            .note{color:#555;margin:.25rem 0}dl{display:grid;grid-template-columns:minmax(8rem,14rem) 1fr;gap:.15rem 1rem;margin:.5rem 0;padding:.5rem .75rem;background:#f6f6f4;break-inside:avoid}
            dt{color:#555}dd{margin:0;overflow-wrap:anywhere;white-space:pre-wrap}dd dl{padding:0;background:none;margin:0}ul{margin:0;padding-left:1.2rem}
            @media(max-width:40rem){dl{grid-template-columns:1fr}dt{margin-top:.4rem}}""";

    private final ExportTexts texts;
    private final ZoneId zone;
    private final DateTimeFormatter moments;
    private final DateTimeFormatter days;

    ExportPage(ExportTexts texts, ZoneId zone) {
        this.texts = texts;
        this.zone = zone;
        this.moments = DateTimeFormatter.ofLocalizedDateTime(FormatStyle.LONG, FormatStyle.SHORT)
                .withLocale(texts.locale())
                .withZone(zone);
        this.days = DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG).withLocale(texts.locale());
    }

    /**
     * @param export as {@link PersonalDataExport} made it
     * @param company who holds the data
     * @return the page
     */
    String of(JsonNode export, String company) {
        StringBuilder page = new StringBuilder(16_384);
        page.append("<!DOCTYPE html>\n<html lang=\"")
                .append(texts.locale().toLanguageTag())
                .append(
                        "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
                .append("<title>")
                .append(escaped(texts.get("title")))
                .append("</title><style>")
                .append(STYLE)
                .append("</style></head><body><main>\n<h1>")
                .append(escaped(texts.get("title")))
                .append("</h1>\n<p>")
                .append(escaped(
                        texts.get("intro", company, moment(export.path("madeAt").asText()))))
                .append("</p>\n<p class=\"note\">")
                .append(escaped(texts.get("missing")))
                .append("</p>\n");
        export.path("about")
                .forEach(text ->
                        page.append("<p>").append(escaped(text.asText())).append("</p>\n"));
        export.path("data").forEach(kind -> kind(kind, page));
        return page.append("</main></body></html>\n").toString();
    }

    private void kind(JsonNode kind, StringBuilder page) {
        page.append("<section><h2>")
                .append(escaped(kind.path("title").asText()))
                .append("</h2>\n<p class=\"note\">")
                .append(escaped(texts.get("why") + ": " + kind.path("why").asText()))
                .append("<br>")
                .append(escaped(
                        texts.get("how-long") + ": " + kind.path("howLong").asText()))
                .append("</p>\n");
        if (kind.path("tables").isEmpty()) {
            page.append("<p>").append(escaped(texts.get("nothing"))).append("</p>\n");
        }
        kind.path("tables").properties().forEach(table -> {
            page.append("<h3>").append(escaped(texts.table(table.getKey()))).append("</h3>\n");
            table.getValue().forEach(row -> row(table.getKey(), row, page));
        });
        page.append("</section>\n");
    }

    private void row(String table, JsonNode row, StringBuilder page) {
        page.append("<dl>");
        row.properties().forEach(column -> {
            if (!isNothing(column.getValue())) {
                page.append("<dt>")
                        .append(escaped(texts.column(table, column.getKey())))
                        .append("</dt><dd>");
                value(column.getValue(), page);
                page.append("</dd>");
            }
        });
        page.append("</dl>\n");
    }

    private static boolean isNothing(JsonNode value) {
        return value.isNull()
                || value.isContainerNode() && value.isEmpty()
                || value.isTextual() && value.asText().isEmpty();
    }

    private void value(JsonNode value, StringBuilder page) {
        if (value.isObject()) {
            page.append("<dl>");
            value.properties().stream()
                    .filter(field -> !isNothing(field.getValue()))
                    .forEach(field -> {
                        page.append("<dt>").append(escaped(field.getKey())).append("</dt><dd>");
                        value(field.getValue(), page);
                        page.append("</dd>");
                    });
            page.append("</dl>");
        } else if (value.isArray()) {
            page.append("<ul>");
            value.forEach(one -> {
                page.append("<li>");
                value(one, page);
                page.append("</li>");
            });
            page.append("</ul>");
        } else if (value.isBoolean()) {
            page.append(escaped(texts.get(value.booleanValue() ? "yes" : "no")));
        } else {
            page.append(escaped(readable(value.asText())));
        }
    }

    private String readable(String text) {
        if (MOMENT.matcher(text).matches()) {
            return moment(text);
        }
        return DAY.matcher(text).matches() ? day(text) : text;
    }

    /** What only begins like a moment stays as it is. */
    private String moment(String text) {
        try {
            Instant instant = text.endsWith("Z")
                    ? Instant.parse(text)
                    : OffsetDateTime.parse(text).toInstant();
            return moments.format(instant) + " (" + zone.getId() + ")";
        } catch (DateTimeParseException e) {
            return text;
        }
    }

    private String day(String text) {
        try {
            return days.format(LocalDate.parse(text));
        } catch (DateTimeParseException e) {
            return text;
        }
    }

    private static String escaped(String text) {
        return HtmlUtils.htmlEscape(text, "UTF-8");
    }
}
