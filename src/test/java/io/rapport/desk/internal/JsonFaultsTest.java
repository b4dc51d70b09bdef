package io.rapport.desk.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is checked in bodies to the engine. */
class JsonFaultsTest {

    @ParameterizedTest(name = "{0}")
    @DisplayName("null in place of a body, of a list's member or of a variable is named with its place")
    @CsvSource(
            delimiter = '|',
            value = {
                "null | null is not allowed as the body",
                "{\"sorting\": [null]} | null is not allowed at /sorting/0",
                "{\"orQueries\": [{}, null]} | null is not allowed at /orQueries/1",
                "{\"variables\": {\"findings\": null}} | null is not allowed at /variables/findings",
                "{\"modifications\": {\"x\": null}} | null is not allowed at /modifications/x",
                "{\"a\": \"\\u0000\", \"a\": 1} | NUL characters (U+0000) are not allowed at /a",
                "{\"a\": {\"b\\u0000\": 1}} | NUL characters (U+0000) are not allowed at /a/b",
                "{\"variables\": {\"a\": {\"value\": 1}, \"a\": {\"value\": 2}}} | A field stands twice at /variables/a. Send it once.",
                "{\"variables\": {}, \"variables\": {}} | A field stands twice at /variables. Send it once.",
                "[{\"a\": 1}, {\"a\": {\"a\": 1}, \"b\": 2, \"b\": 2}] | A field stands twice at /1/b. Send it once.",
            })
    void faults(String body, String words) {
        assertThat(JsonFaults.first(body.getBytes(StandardCharsets.UTF_8)))
                .hasValueSatisfying(fault -> assertThat(fault).startsWith(words).doesNotContain("\0"));
        assertThat(JsonFaults.first(body.getBytes(StandardCharsets.UTF_16)))
                .as("in another encoding")
                .isPresent();
    }

    @ParameterizedTest
    @DisplayName("null as the value of a field or of a variable is a value")
    @ValueSource(
            strings = {
                "",
                "{}",
                "{\"assignee\": null, \"followUp\": null}",
                "{\"variables\": null}",
                "[{\"a\": {\"a\": 1}}, {\"a\": 1}]",
                "{\"variables\": {\"findings\": {\"value\": null}}}",
                "{\"variables\": {\"variables\": {\"value\": null}}}",
                "{\"properties\": {\"variables\": [{\"name\": \"a\", \"label\": null}]}}",
            })
    void noFaults(String body) {
        assertThat(JsonFaults.first(body.getBytes(StandardCharsets.UTF_8))).isEmpty();
    }

    @Test
    @DisplayName("what is no JSON is reported with its place, which the engine's own refusal leaves out")
    void noJson() {
        assertThat(JsonFaults.first("{".getBytes(StandardCharsets.UTF_8)))
                .hasValue("The body is no JSON that can be read: it ends before it is complete: line 1, column 2.");
        assertThat(JsonFaults.first("{\"a\": nul}".getBytes(StandardCharsets.UTF_8)))
                .hasValueSatisfying(fault -> assertThat(fault)
                        .contains("neither true, false nor null")
                        .doesNotContain("nul}"));
    }
}
