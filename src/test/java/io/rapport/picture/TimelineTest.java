package io.rapport.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.customer.TimelineEntry;
import io.rapport.customer.TimelineEntry.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A timeline")
class TimelineTest {

    private static final Instant DAY = Instant.parse("2026-03-11T00:00:00Z");

    private static TimelineEntry entry(int second, String what) {
        return TimelineEntry.of(DAY.plusSeconds(second), Kind.ORDER, what);
    }

    private static List<String> whats(Timeline timeline) {
        return timeline.entries().stream().map(TimelineEntry::what).toList();
    }

    @Test
    @DisplayName("puts together what the rooms tell, newest first")
    void merged() {
        Timeline timeline = Timeline.of(List.of(entry(1, "a"), entry(3, "c"), entry(2, "b")), 5, 6)
                .orElseThrow();

        assertThat(whats(timeline)).containsExactly("c", "b", "a");
        assertThat(timeline.next()).isNull();
    }

    @Test
    @DisplayName("breaks between two moments, so that nothing is left out between two parts")
    void cut() {
        Timeline timeline = Timeline.of(List.of(entry(4, "d"), entry(3, "c"), entry(2, "b"), entry(2, "b2")), 3, 4)
                .orElseThrow();

        assertThat(whats(timeline)).containsExactly("d", "c");
        assertThat(timeline.next()).isEqualTo(DAY.plusSeconds(3));
    }

    @Test
    @DisplayName(
            "has all of a moment of which more happened than a part holds, and asks for more of it where it may be more")
    void sameMoment() {
        List<TimelineEntry> three = List.of(entry(1, "a"), entry(1, "b"), entry(1, "c"));
        assertThat(Timeline.of(three, 2, 3))
                .as("three were read, and there may be a fourth")
                .isEmpty();
        Timeline all = Timeline.of(three, 2, 12).orElseThrow();
        assertThat(whats(all)).containsExactly("a", "b", "c");
        assertThat(all.next()).as("there is nothing behind").isNull();

        Timeline more = Timeline.of(List.of(entry(1, "a"), entry(1, "b"), entry(0, "z")), 1, 4)
                .orElseThrow();
        assertThat(whats(more)).containsExactly("a", "b");
        assertThat(more.next()).isEqualTo(DAY.plusSeconds(1));
    }

    @Test
    @DisplayName("is asked for in parts of a bearable size, of all kinds unless some are named")
    void part() {
        assertThat(new Timeline.Part(Set.of(), null, 10).kinds()).containsExactly(Kind.values());
        assertThatThrownBy(() -> new Timeline.Part(Set.of(), null, 0)).hasMessage("most: take 1 to 200");
    }

    @Test
    @DisplayName("leaves out of an entry what is not known")
    void facts() {
        assertThat(TimelineEntry.of(DAY, Kind.ORDER, "x", "order", "1", "carrier", null, "note", " ")
                        .facts())
                .containsExactly(org.assertj.core.api.Assertions.entry("order", "1"));
    }
}
