package io.rapport.inbox.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.rapport.inbox.Event;
import io.rapport.inbox.EventProjection;
import io.rapport.inbox.Reference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The projections of an application")
class EventProjectionsTest {

    private final List<String> taken = new ArrayList<>();

    /** Notes what it gets, and says of each event that it is about a thing of the projection's name. */
    private final class Noting implements EventProjection {

        private final String name;
        private final Set<String> types;
        private int asked;

        Noting(String name, String... types) {
            this.name = name;
            this.types = Set.of(types);
        }

        @Override
        public boolean takes(String type) {
            asked++;
            return types.contains(type);
        }

        @Override
        public Map<Long, Set<Reference>> project(List<Event> events) {
            events.forEach(event -> taken.add(name + ": " + event.type() + " about "
                    + event.references().stream().map(Reference::kind).toList()));
            return Map.of(events.get(0).seq(), Set.of(new Reference(name, "1")));
        }

        @Override
        public Set<Long> known(List<Event> events) {
            return Set.of(events.get(0).seq());
        }

        @Override
        public boolean isAlone(String type) {
            return type.equals("parcel.lost");
        }
    }

    private final Noting first = new Noting("first", "parcel.sent", "parcel.lost");
    private final Noting second = new Noting("second", "parcel.sent");
    private final EventProjections projections = new EventProjections(List.of(first, second));

    private static Event event(long seq, String type, String customer) {
        return new Event(
                seq,
                "test",
                String.valueOf(seq),
                type,
                customer,
                Instant.EPOCH,
                JsonNodeFactory.instance.objectNode(),
                Set.of(),
                Map.of());
    }

    @Test
    @DisplayName("get the events that they take alone, each with what those before it have found it to be about")
    void taken() {
        List<Event> projected = projections.project(
                List.of(event(1, "parcel.sent", "a"), event(2, "parcel.lost", "b"), event(3, "parcel.seen", "c")));

        assertThat(taken)
                .containsExactly(
                        "first: parcel.sent about []",
                        "first: parcel.lost about []",
                        "second: parcel.sent about [first]");
        assertThat(projected).extracting(event -> event.references().size()).containsExactly(2, 0, 0);
    }

    @Test
    @DisplayName("are asked once what they take of a type")
    void askedOnce() {
        for (int i = 0; i < 3; i++) {
            projections.project(List.of(event(i, "parcel.seen", "a")));
        }
        assertThat(first.asked).isOne();
        assertThat(taken).isEmpty();
    }

    @Test
    @DisplayName("are not asked what they know of events that they do not take, nor get what is about no customer")
    void notTheirs() {
        assertThat(projections.known(List.of(event(1, "parcel.seen", "a"), event(2, "parcel.lost", "b"))))
                .containsExactly(2L);
        assertThat(projections.known(List.of(event(3, "parcel.sent", null)))).isEmpty();
        projections.project(List.of(event(3, "parcel.sent", null)));
        assertThat(taken).isEmpty();
        assertThat(projections.isAlone("parcel.lost")).isTrue();
        assertThat(projections.isAlone("parcel.sent")).isFalse();
    }
}
