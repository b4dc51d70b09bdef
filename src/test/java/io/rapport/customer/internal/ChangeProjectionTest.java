package io.rapport.customer.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.customer.CustomerChangeListener;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

@DisplayName("From which evaluation on an event changes a customer")
class ChangeProjectionTest {

    private static final Set<String> NEWS_OF_DELIVERY = Set.of("order.shipped", "order.delayed", "order.delivered");

    @Test
    @DisplayName("each type about orders in the catalogue changes value, but the news of a delivery")
    void orders() throws IOException {
        assertThat(types("order.")).hasSizeGreaterThan(6).allSatisfy(type -> assertThat(
                        ChangeProjection.firstListener(type))
                .as("%s; say in OrderTables what it changes", type)
                .isEqualTo(
                        NEWS_OF_DELIVERY.contains(type)
                                ? CustomerChangeListener.SEGMENTS
                                : CustomerChangeListener.VALUE));
    }

    @Test
    @DisplayName("each type about complaints and surveys changes tier and stage")
    void relationship() throws IOException {
        Set<String> types = types("complaint.");
        types.addAll(types("survey."));
        assertThat(types).hasSizeGreaterThan(4).allSatisfy(type -> assertThat(ChangeProjection.firstListener(type))
                .as(type)
                .isEqualTo(CustomerChangeListener.LIFECYCLE));
    }

    @Test
    @DisplayName("who is merged, erased or restricted counts anew; whatever else is said may change segments")
    void others() throws IOException {
        assertThat(Set.of(
                        "customer.merged",
                        "customer.merge-undone",
                        "customer.erased",
                        "customer.restricted",
                        "customer.restriction-lifted"))
                .isSubsetOf(types("customer."))
                .allSatisfy(type -> assertThat(ChangeProjection.firstListener(type))
                        .as(type)
                        .isEqualTo(CustomerChangeListener.VALUE));
        assertThat(ChangeProjection.firstListener("consent.granted")).isEqualTo(CustomerChangeListener.SEGMENTS);
    }

    private static Set<String> types(String beginning) throws IOException {
        try (Reader file = Files.newBufferedReader(Path.of("processes/events.asyncapi.yaml"))) {
            Map<String, Map<String, Map<String, Map<String, Object>>>> catalogue = new Yaml().load(file);
            Set<String> types = new TreeSet<>();
            catalogue
                    .get("components")
                    .get("messages")
                    .values()
                    .forEach(message -> types.add(String.valueOf(message.get("name"))));
            types.removeIf(type -> !type.startsWith(beginning));
            return types;
        }
    }
}
