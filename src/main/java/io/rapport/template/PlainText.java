package io.rapport.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Comment;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.parser.Parser;

/**
 * Turns the HTML of a template into a template of plain text, once, when messages are loaded. So a mail costs no HTML
 * parsing, and data that look like markup stay as they are.
 */
final class PlainText {

    private static final Pattern CONTROL = Pattern.compile("\\{%.*?%}", Pattern.DOTALL);
    private static final Pattern CONTROL_ALONE = Pattern.compile("(?m)^[ \\t]*((?:\\{%(?:(?!%}).)*%}[ \\t]*)+)\\n");
    private static final Pattern MARK = Pattern.compile("control-(\\d+)");
    private static final Pattern LINE_END = Pattern.compile("[ \\t]+\\n");
    private static final Pattern EMPTY_LINES = Pattern.compile("\\n{3,}");
    private static final Pattern ENDS_IN_HAN = Pattern.compile("[\\p{IsHan}）]$");
    private static final Set<String> PARAGRAPHS =
            Set.of("p", "h1", "h2", "h3", "h4", "ul", "ol", "blockquote", "table", "div");
    private static final Set<String> TABLE_PARTS = Set.of("table", "thead", "tbody", "tfoot", "tr");

    private final List<String> controls = new ArrayList<>();
    private final StringBuilder out = new StringBuilder();

    private PlainText() {}

    /** @param html compiled MJML whose Pebble tags are still there, with HTML entities as MJML left them */
    static String template(String html) {
        PlainText text = new PlainText();
        Element body = Jsoup.parse(text.markControls(html)).body();
        text.children(body);
        String lines = text.out.toString().replace('\u00a0', ' ');
        // a tag that stands alone on its line leaves no empty line behind
        return tidy(
                CONTROL_ALONE.matcher(LINE_END.matcher(lines).replaceAll("\n")).replaceAll("$1"));
    }

    /** Lines at most one apart, none empty at the ends. For what remains when a condition was not met. */
    static String tidy(String text) {
        String trimmed = LINE_END.matcher(text).replaceAll("\n");
        return EMPTY_LINES.matcher(trimmed).replaceAll("\n\n").strip() + "\n";
    }

    /** Control tags become comments: an HTML parser leaves those where they are, between table rows too. */
    private String markControls(String html) {
        StringBuilder marked = new StringBuilder();
        Matcher matcher = CONTROL.matcher(html);
        while (matcher.find()) {
            boolean insideTag = html.lastIndexOf('<', matcher.start()) > html.lastIndexOf('>', matcher.start());
            if (!insideTag) {
                controls.add(Parser.unescapeEntities(matcher.group(), false));
                matcher.appendReplacement(marked, "<!--control-" + (controls.size() - 1) + "-->");
            }
        }
        return matcher.appendTail(marked).toString();
    }

    private void children(Element element) {
        for (Node child : element.childNodes()) {
            node(child);
        }
    }

    private void node(Node node) {
        if (node instanceof TextNode text) {
            if (!text.isBlank() || !isAroundCells(text.parent())) {
                inline(text.getWholeText());
            }
        } else if (node instanceof Comment comment) {
            Matcher mark = MARK.matcher(comment.getData());
            if (mark.matches()) {
                out.append(controls.get(Integer.parseInt(mark.group(1))));
            }
        } else if (node instanceof Element element && !hidden(element)) {
            element(element);
        }
    }

    /** Between rows and cells white space is how the source is laid out. */
    private static boolean isAroundCells(Node parent) {
        return parent instanceof Element element && TABLE_PARTS.contains(element.normalName());
    }

    private void element(Element element) {
        String tag = element.normalName();
        switch (tag) {
            case "br" -> out.append('\n');
            case "a" -> link(element);
            case "img" -> inline(element.attr("alt"));
            case "style", "script", "title" -> {}
            case "li" -> {
                line();
                Element list = element.parent();
                boolean numbered = list != null && list.normalName().equals("ol");
                out.append(numbered ? element.elementSiblingIndex() + 1 + ". " : "- ");
                children(element);
                line();
            }
            case "tr" -> {
                line();
                children(element);
                line();
            }
            case "td", "th" -> cell(element);
            default -> {
                boolean paragraph = PARAGRAPHS.contains(tag);
                if (paragraph) {
                    paragraph();
                }
                children(element);
                if (paragraph) {
                    paragraph();
                }
            }
        }
    }

    /** A cell of a layout table is a paragraph; one of a table of data is part of a line. */
    private void cell(Element cell) {
        Element table = cell.closest("table");
        boolean layout = table != null && "presentation".equals(table.attr("role")) && !table.hasClass("row");
        if (layout) {
            paragraph();
            children(cell);
            paragraph();
        } else {
            if (cell.previousElementSibling() != null && !atLineStart()) {
                out.append("  ");
            }
            children(cell);
            if (!cell.select("a").isEmpty()) {
                line();
            }
        }
    }

    private void link(Element link) {
        String label = link.hasAttr("aria-label") ? link.attr("aria-label") : link.text();
        String url = link.attr("href").replaceFirst("^mailto:", "");
        String colon = ENDS_IN_HAN.matcher(label.strip()).find() ? "：" : ": ";
        inline(label.isBlank() || label.strip().equals(url) ? url : label.strip() + colon + url);
    }

    private void inline(String text) {
        String collapsed = text.replaceAll("[ \\t\\r\\n]+", " ");
        out.append(atLineStart() ? collapsed.stripLeading() : collapsed);
    }

    private void line() {
        trimSpaces();
        if (!atLineStart()) {
            out.append('\n');
        }
    }

    private void paragraph() {
        line();
        if (!out.isEmpty() && !out.toString().endsWith("\n\n")) {
            out.append('\n');
        }
    }

    private boolean atLineStart() {
        return out.isEmpty() || out.charAt(out.length() - 1) == '\n';
    }

    private void trimSpaces() {
        while (!out.isEmpty() && out.charAt(out.length() - 1) == ' ') {
            out.setLength(out.length() - 1);
        }
    }

    private static boolean hidden(Element element) {
        return element.attr("style").replace(" ", "").contains("display:none")
                || "true".equals(element.attr("aria-hidden"));
    }
}
