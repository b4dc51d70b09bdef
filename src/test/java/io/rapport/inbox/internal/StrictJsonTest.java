package io.rapport.inbox.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.rapport.inbox.InvalidEvent;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What is no JSON is refused with what is wrong and where")
class StrictJsonTest {

    private static String refusal(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        InvalidEvent refused = catchThrowableOfType(InvalidEvent.class, () -> StrictJson.read(bytes, 0, bytes.length));
        assertThat(refused.faults()).hasSize(1);
        return refused.faults().get(0).detail();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            {                       | it ends before it is complete: line 1, column 2
            {"a": "secret           | it ends before it is complete: line 1, column
            {"a": secret}           | neither true, false nor null; write texts in double quotes: line 1, column
            {'a': 1}                | does not belong there, was expecting double-quote to start field name: line 1, column
            {"a": 1 "b": 2}         | does not belong there, was expecting comma to separate Object entries: line 1, column
            {"a": 01}               | there is a number that is not written as in JSON: line 1, column
            {"a": "\\x"}            | a backslash before a character that needs none
            {} {}                   | there is something behind its end
            """)
    @DisplayName("by its syntax")
    void syntax(String body, String words) {
        assertThat(refusal(body))
                .startsWith("is not JSON that can be taken: ")
                .contains(words)
                .doesNotContain("secret", "?");
    }

    @Test
    @DisplayName("on the line where it stands")
    void line() {
        assertThat(refusal("{\n  \"a\": 1,\n  \"b\": }")).contains("line 3, column");
        assertThat(refusal("{\"a\": \"x\ny\"}")).contains("a line end or another control character");
    }

    @Test
    @DisplayName("for going too deep, or on for too long")
    void tooMuch() {
        assertThat(refusal("{\"a\": " + "[".repeat(1_001) + "]".repeat(1_001) + "}"))
                .contains("in each other more than 1000 deep; send flatter data")
                .doesNotContain("?");
        assertThat(refusal("{\"a\": " + "{\"a\": ".repeat(5_000) + "1" + "}".repeat(5_001)))
                .contains("more than 1000 deep")
                .doesNotContain("?");
        assertThat(refusal("{\"a\": " + "1".repeat(5_000) + "}"))
                .contains("a number with too many digits")
                .doesNotContain("?");
    }
}
