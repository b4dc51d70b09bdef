package io.rapport.desk.internal.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The pattern of a form's field checks an answer in time that its length tells")
class AnswerPatternTest {

    @Test
    @DisplayName("An answer fits where a part of it has the form, as in the browser")
    void fits() {
        assertThat(AnswerPattern.fits("^[0-9]{4}$", "1234")).isTrue();
        assertThat(AnswerPattern.fits("^[0-9]{4}$", "12345")).isFalse();
        assertThat(AnswerPattern.fits("[0-9]", "a1b")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"^(a+)+$", "^(a|a)*$", "^(a*)*b", "(.*a){12}$"})
    @DisplayName("Expressions that others try for ages are decided at once")
    void atOnce(String pattern) {
        assertThat(AnswerPattern.fault(pattern)).isEmpty();
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> AnswerPattern.fits(pattern, "a".repeat(4_000) + "!"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "^(?=a)b", "(a)\\1", "((a{1000}){1000}){1000}", "a{99999999999}"})
    @DisplayName("What cannot be checked so has a fault, and stops no answer to a form of before")
    void fault(String pattern) {
        assertThat(AnswerPattern.fault(pattern)).isPresent();
        assertThat(AnswerPattern.fits(pattern, "b")).isTrue();
    }
}
