package io.rapport.customer;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.inbox.InvalidEvent;
import io.rapport.testing.Journeys;
import io.rapport.testing.RapportTest;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.json.JsonParserFactory;

@RapportTest
@DisplayName("A choice about contacts")
@Tag("slow")
class PreferencesTest {

    @Autowired
    private Journeys journeys;

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'pace':'never'}", "{'preferredHour':24}", "{'pausedUntil':'tomorrow'}"})
    @DisplayName("is refused at the door when it makes no sense")
    void refused(String choice) {
        Map<String, Object> data = new HashMap<>(Map.of("source", "test", "wording", "test"));
        JsonParserFactory.getJsonParser().parseMap(choice.replace('\'', '"')).forEach(data::put);

        assertThatThrownBy(() -> journeys.accept(Journeys.newId("e"), "contact.preferred", Journeys.newId("c"), data))
                .isInstanceOf(InvalidEvent.class);
    }
}
