package io.rapport.language;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The title of a task")
class TaskTitleTest {

    @ParameterizedTest(name = "{0} (named {1} and {2}): {3}")
    @CsvSource(
            nullValues = "-",
            value = {
                "Investigate · C-17, Investigate, -, 调查投诉 · C-17",
                "Investigate, Investigate, -, 调查投诉",
                "Investigate · 调查 · C-17, Investigate, 调查, 调查投诉 · C-17",
                "Investigate · C-17, Investigate, 调查, 调查投诉 · C-17",
                "Investigate twice · C-17, Investigate, -, Investigate twice · C-17",
                "Called by Conny, Investigate, -, Called by Conny",
                "Investigate · C-17, -, -, Investigate · C-17",
                "-, Investigate, -, -",
            })
    @DisplayName("has its name in the reader's language and its number behind it, unless somebody named it otherwise")
    void titles(String stored, String english, String added, String shown) {
        assertThat(new TaskTitle(english, added).in(stored, "调查投诉")).isEqualTo(shown);
    }
}
