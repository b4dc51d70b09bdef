package io.rapport.imports;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.rapport.customer.Consents;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What files may say is what events may say")
class FieldFormatsTest {

    private static JsonNode schemas;

    @BeforeAll
    static void read() throws IOException {
        schemas = new YAMLMapper()
                .readTree(Path.of("processes/events.asyncapi.yaml").toFile())
                .at("/components/schemas");
    }

    private static String pattern(String schema) {
        return schemas.path(schema).path("pattern").asText().replaceAll("^\\^|\\$$", "");
    }

    @Test
    @DisplayName("Ids, numbers, languages and topics have the same form")
    void patterns() {
        assertThat(Cells.ORDER_ID.pattern()).isEqualTo(pattern("OrderId"));
        assertThat(Cells.PHONE.pattern()).isEqualTo(pattern("Phone"));
        assertThat(Cells.LOCALE.pattern()).isEqualTo(pattern("Locale"));
        assertThat(Cells.TOPIC.pattern()).isEqualTo(pattern("Topic"));
    }

    @Test
    @DisplayName("Channels and bases of consents are the same words")
    void words() {
        assertThat(Consents.CHANNELS).containsExactlyInAnyOrderElementsOf(words("ConsentChannel"));
        assertThat(ConsentItemReader.BASES).isEqualTo(words("ConsentBasis"));
    }

    private static Set<String> words(String schema) {
        Set<String> words = new HashSet<>();
        schemas.path(schema).path("enum").forEach(word -> words.add(word.asText()));
        return words;
    }

    @Test
    @DisplayName("Mappings that come with the program name fields that there are")
    void shippedMappings() {
        for (String name : Mapping.SHIPPED) {
            for (ImportKind kind : List.of(ImportKind.CUSTOMERS, ImportKind.ORDERS)) {
                assertThat(Mapping.read(name, kind).columns().keySet())
                        .as(name)
                        .isNotEmpty()
                        .allMatch(kind::isField);
            }
        }
    }
}
