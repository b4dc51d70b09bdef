package io.rapport.app.forms;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The forms of the pages of staff")
class FormTemplatesTest {

    private static final Path TEMPLATES = Path.of("src/main/resources/templates");

    /** Customers' forms count once by what their page has seen; who logs in or out has no form to send twice. */
    private static final Set<String> OTHERS = Set.of("links", "login");

    /** They change nothing, or nothing that is not changed already. */
    private static final Map<String, String> WITHOUT_ID = new TreeMap<>(Map.of(
            "@{/customers}", "a search",
            "@{/operations/addresses}", "a search",
            "@{/operations/legal-holds}", "a search",
            "@{/operations/audit}", "a search",
            "@{/studio/segments/preview}", "a preview",
            "@{/studio/messages/{name}/customer(name=${message.name})}", "a preview",
            "@{/insights/relationships}", "a preview",
            "@{/customers/absences/{id}/remove(id=${absence.id})}", "an entry is removed once"));

    @Test
    @DisplayName("that change something each have an id of their own, so that one that is sent twice acts once")
    void ids() throws IOException {
        Set<String> without = new TreeSet<>();
        int forms = 0;
        for (Path template : templates()) {
            for (Element form : Jsoup.parse(Files.readString(template), "", Parser.xmlParser())
                    .select("form[method=post]")) {
                forms++;
                if (form.select("input").stream()
                        .noneMatch(input -> input.attr("th:replace").equals("~{parts :: form}")
                                || input.attr("name").equals(SentForms.FIELD))) {
                    without.add(form.attr("th:action"));
                }
            }
        }
        assertThat(forms).isGreaterThan(20);
        assertThat(without)
                .as("write <input th:replace=\"~{parts :: form}\"> into each, and ask SentForms before it acts")
                .containsExactlyElementsOf(WITHOUT_ID.keySet());
    }

    private static Iterable<Path> templates() throws IOException {
        try (Stream<Path> files = Files.walk(TEMPLATES)) {
            return files.filter(file -> file.toString().endsWith(".html"))
                    .filter(file -> !OTHERS.contains(
                            TEMPLATES.relativize(file).getName(0).toString()))
                    .sorted()
                    .toList();
        }
    }
}
