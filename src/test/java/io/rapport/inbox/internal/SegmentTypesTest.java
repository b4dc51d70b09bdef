package io.rapport.inbox.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.rapport.inbox.Event;
import io.rapport.inbox.RejectedEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The event types of processes/segments.yaml")
class SegmentTypesTest {

    private static final String SEGMENTS =
            """
            segments:
              repeat-buyers: {title: {en: Repeat buyers}, conditions: {}}
              No name: {title: {en: None}}
            """;

    private static EventCatalogue catalogue(String segments) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("processes/events.asyncapi.yaml", Files.readAllBytes(Path.of("processes/events.asyncapi.yaml")));
        files.put(SegmentTypes.PATH, segments.getBytes(StandardCharsets.UTF_8));
        List<FileFault> faults = new ArrayList<>();
        CatalogueFiles read = CatalogueFiles.read(files, faults);
        assertThat(faults).isEmpty();
        return EventCatalogue.of(read, InstantSource.system());
    }

    @Test
    @DisplayName("are two a segment, about the customer, and systems cannot send them")
    void types() throws IOException {
        EventCatalogue catalogue = catalogue(SEGMENTS);

        assertThat(catalogue.names())
                .filteredOn(name -> name.startsWith("segment."))
                .containsExactly("segment.entered.repeat-buyers", "segment.left.repeat-buyers");
        assertThat(catalogue.references("segment.left.repeat-buyers")).containsExactly("customer");
        assertThat(catalogue.refusalToSystems("segment.left.repeat-buyers")).isPresent();
        assertThat(catalogue.refusalToSystems("order.placed")).isEmpty();
    }

    @Test
    @DisplayName("stay what they were for events that wait when the segment has left; what is no YAML has none")
    void left() throws IOException {
        EventCatalogue catalogue = catalogue("segments: [");

        assertThat(catalogue.names()).noneMatch(name -> name.startsWith("segment."));
        Event event = catalogue.event(
                1,
                "urn:a",
                "1",
                "segment.left.repeat-buyers",
                "42",
                Instant.EPOCH,
                JsonNodeFactory.instance.objectNode().put("segment", "repeat-buyers"));
        assertThat(event.references()).extracting(Object::toString).containsExactly("customer:42");
        assertThatThrownBy(() -> catalogue.event(
                        1, "urn:a", "1", "sequent.left", "42", Instant.EPOCH, JsonNodeFactory.instance.objectNode()))
                .isInstanceOf(RejectedEvent.class);
    }
}
