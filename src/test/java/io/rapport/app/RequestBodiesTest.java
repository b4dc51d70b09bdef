package io.rapport.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.converter.json.Jackson2ObjectMapperBuilder;
import org.springframework.http.converter.json.MappingJackson2HttpMessageConverter;
import org.springframework.util.ClassUtils;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@DisplayName("A body in JSON is taken as it is written, or not at all")
class RequestBodiesTest {

    private static final ObjectMapper JSON = mapper();

    /** By type, what is not it, though Jackson would make it so. */
    private static final Map<Class<?>, List<String>> OTHERS = Map.ofEntries(
            Map.entry(String.class, List.of("5", "1.5", "true")),
            Map.entry(Integer.class, List.of("1.5", "\"5\"", "\"\"", "true")),
            Map.entry(Long.class, List.of("1.5", "\"5\"", "\"\"", "true")),
            Map.entry(int.class, List.of("1.5", "\"5\"", "\"\"", "true")),
            Map.entry(long.class, List.of("1.5", "\"5\"", "\"\"", "true")),
            Map.entry(BigDecimal.class, List.of("\"5\"", "\"\"", "true")),
            Map.entry(boolean.class, List.of("1", "0", "1.5", "\"true\"", "\"\"")),
            Map.entry(Boolean.class, List.of("1", "0", "1.5", "\"true\"", "\"\"")),
            Map.entry(Instant.class, List.of("1893456000", "1893456000.5", "\"1893456000\"", "\"\"", "true", "[2030]")),
            Map.entry(LocalDate.class, List.of("21915", "\"21915\"", "\"\"", "true", "[2030, 1, 1]")),
            Map.entry(List.class, List.of("\"one\"", "[5]", "[true]")),
            Map.entry(Map.class, List.of("\"one\"", "{\"a\": 5}", "{\"a\": true}")));

    record Times(Instant moment, LocalDate day, OffsetDateTime there, Duration lasting, List<LocalDate> days) {}

    enum Choice {
        ONE,
        OTHER
    }

    record Chosen(Choice choice) {}

    private static ObjectMapper mapper() {
        MappingJackson2HttpMessageConverter converter = new MappingJackson2HttpMessageConverter();
        List<HttpMessageConverter<?>> converters = new ArrayList<>(List.of(converter));
        new RequestBodies(new Jackson2ObjectMapperBuilder()).extendMessageConverters(converters);
        return converter.getObjectMapper();
    }

    /** All that controllers take as a body. */
    static List<Class<?>> bodies() {
        ClassPathScanningCandidateComponentProvider controllers =
                new ClassPathScanningCandidateComponentProvider(false);
        controllers.addIncludeFilter(new AnnotationTypeFilter(RestController.class));
        List<Class<?>> bodies = new ArrayList<>();
        for (BeanDefinition controller : controllers.findCandidateComponents("io.rapport")) {
            Class<?> type = ClassUtils.resolveClassName(controller.getBeanClassName(), null);
            Arrays.stream(type.getDeclaredMethods())
                    .flatMap(method -> Stream.of(method.getParameters()))
                    .filter(parameter -> parameter.isAnnotationPresent(RequestBody.class))
                    .map(Parameter::getType)
                    .distinct()
                    .forEach(bodies::add);
        }
        return bodies;
    }

    @Test
    @DisplayName("the bodies of tills and of those who fill pools are among those that are looked at")
    void found() {
        assertThat(bodies())
                .extracting(Class::getSimpleName)
                .contains("Terms", "Codes", "Hold", "Confirmation", "Request");
    }

    @ParameterizedTest
    @MethodSource("bodies")
    @DisplayName("each field of each body takes what it is, and nothing that could be made so")
    void fields(Class<?> body) {
        assertThat(body.isRecord()).as("%s is a record", body).isTrue();
        for (RecordComponent field : body.getRecordComponents()) {
            assertThat(OTHERS).as("what is tried for %s", field).containsKey(field.getType());
            for (String other : OTHERS.get(field.getType())) {
                String text = "{\"" + field.getName() + "\": " + other + "}";
                assertThatThrownBy(() -> JSON.readValue(text, body))
                        .as("%s as %s", text, body.getName())
                        .isInstanceOfSatisfying(JsonMappingException.class, fault -> assertThat(fault.getPath())
                                .first()
                                .extracting(JsonMappingException.Reference::getFieldName)
                                .isEqualTo(field.getName()));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            moment  | 1893456000
            moment  | -1
            moment  | 1893456000.123
            moment  | "1893456000"
            moment  | "1893456000.5"
            day     | 21915
            day     | [2030, 1, 1]
            there   | 1893456000
            lasting | 3600
            days    | [21915]
            """)
    @DisplayName("a number is no moment, no day and no duration, whatever unit was meant")
    void times(String field, String value) {
        assertThatThrownBy(() -> JSON.readValue("{\"" + field + "\": " + value + "}", Times.class))
                .isInstanceOf(JsonMappingException.class);
    }

    @Test
    @DisplayName("a moment, a day and a duration in quotes are taken, and so is none")
    void writtenTimes() throws Exception {
        Times times = JSON.readValue(
                """
                {"moment": "2030-01-01T00:00:00Z", "day": "2030-01-01", "there": "2030-01-01T00:00:00+02:00",
                 "lasting": "PT1H", "days": ["2030-01-01"]}""",
                Times.class);
        assertThat(times.moment()).isEqualTo("2030-01-01T00:00:00Z");
        assertThat(times.day()).isEqualTo("2030-01-01");
        assertThat(times.lasting()).isEqualTo(Duration.ofHours(1));
        assertThat(times.days()).containsExactly(LocalDate.of(2030, 1, 1));
        assertThat(JSON.readValue("{\"moment\": null}", Times.class).moment()).isNull();
    }

    @Test
    @DisplayName("a choice is its word, not its place in a list")
    void choices() {
        assertThatCode(() -> JSON.readValue("{\"choice\": \"OTHER\"}", Chosen.class))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> JSON.readValue("{\"choice\": 1}", Chosen.class))
                .isInstanceOf(JsonMappingException.class);
    }
}
