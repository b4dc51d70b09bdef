package io.rapport.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The cases that a table is asked for")
class TableCasesTest {

    private static Map<String, List<Object>> domain(int... values) {
        Map<String, List<Object>> domain = new LinkedHashMap<>();
        for (int input = 0; input < values.length; input++) {
            domain.put(
                    "input" + input,
                    IntStream.range(0, values[input])
                            .<Object>mapToObj(value -> value)
                            .toList());
        }
        return domain;
    }

    @Test
    @DisplayName("are each value of each input with each of the others")
    void all() {
        assertThat(TableCases.of(domain(2, 3)))
                .hasSize(6)
                .doesNotHaveDuplicates()
                .contains(Map.of("input0", 1, "input1", 2));
        assertThat(TableCases.of(Map.of())).containsExactly(Map.of());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    @DisplayName("are thinned out where there are too many, and still have each value of each input")
    void thinned(int... values) {
        Map<String, List<Object>> domain = domain(values);
        List<Map<String, Object>> cases = TableCases.of(domain);
        assertThat(cases).hasSizeBetween(5_000, 20_000);
        domain.forEach((input, all) -> assertThat(
                        cases.stream().map(known -> known.get(input)).collect(Collectors.toSet()))
                .as(input)
                .containsAll(all));
    }

    static Stream<int[]> thinned() {
        return Stream.of(
                new int[] {7, 6, 10, 8, 12, 9},
                new int[] {12, 5000},
                new int[] {2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3},
                new int[] {2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3});
    }

    @Test
    @DisplayName("name the texts in quotes of a cell, and are said with their values")
    void texts() {
        assertThat(TableCases.texts("\"gold\", not(\"silver\")")).containsExactly("gold", "silver");
        assertThat(TableCases.texts("> 100")).isEmpty();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("points", 100);
        facts.put("severity", null);
        assertThat(TableCases.said(facts)).isEqualTo("points = 100, severity = nothing");
    }
}
