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
                .as("%s; say in OrderEvents what it changes", type)
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
    @DisplayName("who is merged, erased or restricted counts anew; whatever else is said may change segments alone")
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

    /** What these say is in no table that value, tier, stage or a segment goes by; a table of points notes its customers itself. */
    private static final Set<String> OF_NOTHING_DERIVED = Set.of(
            "order.shipped",
            "order.delayed",
            "order.delivered",
            "contact.preferred",
            "contact.requested",
            "customer.tier-changed",
            "customer.stage-changed",
            "customer.visits-due",
            "customer.adviser-changed",
            "promise.made",
            "message.sent",
            "message.deferred",
            "message.withheld",
            "message.failed",
            "message.bounced",
            "message.complained",
            "loyalty.level-changed",
            "loyalty.level-at-risk",
            "loyalty.points-expiring",
            "loyalty.points-corrected",
            "referral.used",
            "referral.accepted",
            "referral.rewarded",
            "data-request.received",
            "data-request.confirmed",
            "data-request.withdrawn",
            "panel.invited",
            "panel.answered",
            "panel.left",
            "panel.reported");

    /** What conditions of segments may go by: io.rapport.segment.SegmentInputs. */
    private static final Set<String> OF_SEGMENTS =
            Set.of("customer.updated", "customer.confirmed", "consent.granted", "consent.withdrawn");

    @Test
    @DisplayName("of each type in the catalogue it is known what goes by it")
    void all() throws IOException {
        Set<String> ofSegmentsAtMost = types("");
        ofSegmentsAtMost.removeIf(type -> ChangeProjection.firstListener(type) < CustomerChangeListener.SEGMENTS);

        Set<String> known = new TreeSet<>(OF_NOTHING_DERIVED);
        known.addAll(OF_SEGMENTS);
        assertThat(ofSegmentsAtMost)
                .as("a new type: say here, and in SegmentInputs, what conditions of segments may go by")
                .isEqualTo(known);
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
