package io.rapport.desk.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What we lay over the Tasklist fits the Tasklist that is built in. */
class TasklistFilesTest {

    private static final String FOLDER = "/META-INF/resources/webjars/camunda/app/tasklist/";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\s*(\\w+)\\s*}}");

    @Test
    void chineseNamesEveryLabelOfTheEnglishTasklistAndNoOther() throws IOException {
        assertThat(keys("", json("locales/zh.json"))).isEqualTo(keys("", json("locales/en.json")));
    }

    @Test
    void chineseFillsInWhatEnglishFillsIn() throws IOException {
        JsonNode english = json("locales/en.json").path("labels");
        JsonNode chinese = json("locales/zh.json").path("labels");

        english.fieldNames().forEachRemaining(key -> {
            assertThat(placeholders(chinese.path(key))).as(key).isEqualTo(placeholders(english.path(key)));
            assertThat(chinese.path(key).asText().isEmpty())
                    .as(key)
                    .isEqualTo(english.path(key).asText().isEmpty());
        });
    }

    @Test
    void theCardMakesTextOfDataAndNeverMarkup() throws IOException {
        assertThat(text("custom/rapport-customer-card.js"))
                .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(");
    }

    @Test
    void theLanguageMakesTextOfTextAndNeverMarkup() throws IOException {
        assertThat(text("custom/rapport-language.js"))
                .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(");
    }

    @Test
    void theViewerOfFormsSaysWhatIsReplaced() throws IOException {
        String viewer;
        try (InputStream content =
                TasklistFilesTest.class.getResourceAsStream("/META-INF/resources/webjars/camunda/lib/deps.js")) {
            viewer = new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
        DeskTexts.ALL.beginning("tasklist.literal.", Locale.ENGLISH).forEach((key, said) -> {
            // the others stand in the Tasklist itself
            if (!key.matches("zoom.*|resetZoom|hours|minutes|before|after|like|notLike|in")) {
                assertThat(viewer).as(key).contains(said.replaceAll("\\{0}.*", ""));
            }
        });
    }

    @Test
    void chineseHasEachOfOurSentencesWithTheSamePlaces() {
        for (String bundle : List.of(DeskTexts.BUNDLE, "journey/texts")) {
            ResourceBundle english = ResourceBundle.getBundle(bundle, Locale.ROOT);
            ResourceBundle chinese = ResourceBundle.getBundle(bundle, Locale.CHINESE);
            assertThat(chinese.getLocale()).isEqualTo(Locale.CHINESE);
            // what stands in the English bundle alone would be inherited
            for (String key : english.keySet()) {
                assertThat(chinese.getString(key))
                        .as(key)
                        // what stands between two things is a sign alone
                        .matches("(?s).*(\\p{IsHan}|\\{0}|、).*")
                        .satisfies(text ->
                                assertThat(places(english.getString(key))).containsAll(places(text)));
            }
        }
    }

    private static Set<String> places(String sentence) {
        Set<String> places = new TreeSet<>();
        Pattern.compile("\\{\\w+}").matcher(sentence).results().forEach(match -> places.add(match.group()));
        return places;
    }

    private static Set<String> keys(String path, JsonNode node) {
        Set<String> keys = new TreeSet<>();
        node.fields().forEachRemaining(field -> {
            keys.add(path + field.getKey());
            keys.addAll(keys(path + field.getKey() + ".", field.getValue()));
        });
        return keys;
    }

    private static List<String> placeholders(JsonNode label) {
        List<String> names = new ArrayList<>();
        PLACEHOLDER.matcher(label.asText()).results().forEach(match -> names.add(match.group(1)));
        names.sort(null);
        return names;
    }

    private static JsonNode json(String file) throws IOException {
        // the file that comes with the web apps begins with a byte order mark
        String text = text(file);
        return new ObjectMapper().readTree(text.startsWith("\uFEFF") ? text.substring(1) : text);
    }

    private static String text(String file) throws IOException {
        try (InputStream content = TasklistFilesTest.class.getResourceAsStream(FOLDER + file)) {
            assertThat(content).as(file).isNotNull();
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
