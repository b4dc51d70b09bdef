package io.rapport.inbox.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A batch is cut into sets in which no event builds upon another")
class EventSetsTest {

    /** Events are written as customer and number, such as {@code a1}; one with a capital letter is alone. */
    private static List<String> cut(String... events) {
        return EventSets.cut(
                        List.of(events),
                        event -> event.substring(0, 1).toLowerCase(),
                        event -> Character.isUpperCase(event.charAt(0)))
                .stream()
                .map(set -> String.join(" ", set))
                .collect(Collectors.toList());
    }

    @Test
    @DisplayName("Events of different customers are one set, in the order of arrival")
    void together() {
        assertThat(cut("a1", "b1", "c1")).containsExactly("a1 b1 c1");
        assertThat(cut()).isEmpty();
    }

    @Test
    @DisplayName("A customer's events are in sets after each other, the first of each customer in the first")
    void inOrder() {
        assertThat(cut("a1", "a2", "b1", "a3", "b2")).containsExactly("a1 b1", "a2 b2", "a3");
    }

    @Test
    @DisplayName(
            "An event that is alone comes between the customer's others; what others do is not kept waiting for it")
    void alone() {
        assertThat(cut("a1", "A2", "b1", "a3", "b2")).containsExactly("a1 b1", "A2", "a3 b2");
        assertThat(cut("A1", "B1")).containsExactly("A1", "B1");
    }

    @Test
    @DisplayName("No event is lost or doubled")
    void all() {
        String[] events = {"a1", "B1", "a2", "b2", "c1", "C2", "c3", "a3", "A4", "d1", "b3"};
        assertThat(cut(events).stream().flatMap(set -> Stream.of(set.split(" "))))
                .containsExactlyInAnyOrder(events);
    }
}
