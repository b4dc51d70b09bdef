package io.rapport.desk.internal.form;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the engine may hold, and what it may not. */
class ShortIdentifierTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "high",
                "complaint:C77",
                "not-reached",
                "2026-12-25",
                "2026-12-25T14:30+00:00",
                "2026-12-25T14:30:00.000Z",
                "zh-CN",
                "aca12b1f-9df2-4f3e-9c3f-2d6a3c5b7e10",
                "12.5",
                "",
            })
    void holdsShortValuesOfAnIdentifiersShape(String value) {
        assertThat(ShortIdentifier.isToken(value)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "two words",
                "王芳",
                "Müller",
                "ada@example.com",
                "it's",
                "line\nbreak",
                "A2345678901234567890123456789012345678901234567890123456789012345",
            })
    void holdsNoNamesAddressesOrSentences(String value) {
        assertThat(ShortIdentifier.isToken(value)).isFalse();
    }
}
