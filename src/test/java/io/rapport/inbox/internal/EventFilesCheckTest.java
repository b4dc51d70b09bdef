package io.rapport.inbox.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A schema of an event type that no event could fit is refused")
class EventFilesCheckTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{type: string, pattern: '('} | pattern | '(' is no regular expression: Unclosed group at character 2",
                "{type: string, pattern: '[a-'} | pattern | '[a-' is no regular expression: Illegal character range at character 4",
                "{type: object, patternProperties: {'[a-': {type: string}}} | patternProperties.[a- | '[a-' is no regular expression: Illegal character range at character 4",
                "{type: objekt} | type | 'objekt' is no type of JSON Schema",
                "{type: string, minLength: -1} | minLength | it is no JSON Schema: must have a minimum value of 0",
                "{type: string, enum: []} | enum | it has no values, and takes none"
            })
    @DisplayName("once, with its place")
    void once(String schema, String place, String problem) throws IOException {
        JsonNode document = YAMLMapper.builder()
                .build()
                .readTree(
                        "components: {messages: {tea.drunk: {name: tea.drunk, payload: {type: object, properties: {cup: "
                                + schema + "}}}}}");
        List<FileFault> faults = EventFilesCheck.of(Map.of("processes/tea.asyncapi.yaml", document)).stream()
                .map(EventFilesCheck.LeveledFault::fault)
                .toList();
        assertThat(faults).singleElement().satisfies(fault -> {
            assertThat(fault.place()).isEqualTo("components.messages.tea.drunk.payload.properties.cup." + place);
            assertThat(fault.problem()).isEqualTo(problem);
        });
    }
}
