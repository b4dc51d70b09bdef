package io.rapport.customer.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

@Label("The profile of a customer into whom others were merged")
class ProfileMergeTest {

    /** The columns of facts, and the field of events that names each. */
    private static final Map<String, String> FIELDS = Map.of(
            "first_name", "firstName", "email", "email", "phone", "phone", "birthday", "birthday", "locale", "locale");

    private static final List<String> ATTRIBUTES = List.of("a", "b");

    @Provide
    Arbitrary<ObjectNode> profile() {
        return Arbitraries.of("first_name", "email", "phone", "birthday", "locale", "a", "b")
                .set()
                .flatMap(known -> Arbitraries.integers().between(1, 1_000).map(number -> {
                    ObjectNode row = JsonNodeFactory.instance.objectNode().put("id", "c" + number);
                    FIELDS.keySet().forEach(row::putNull);
                    for (String column :
                            List.of("last_name", "time_zone", "registered_at", "lapsed_at", "lapse_reason")) {
                        row.putNull(column);
                    }
                    row.putNull("confirmed_at").put("confirmed_seq", 0).put("email_seq", 0);
                    row.put("birthday_without_year", false);
                    ObjectNode versions = row.putObject("versions");
                    ObjectNode attributes = row.putObject("attributes");
                    row.putObject("filled");
                    for (String name : known) {
                        if (FIELDS.containsKey(name)) {
                            row.put(name, name + number);
                            versions.put(FIELDS.get(name), number);
                        } else {
                            attributes.put(name, number);
                            versions.put("attributes." + name, number);
                        }
                    }
                    return row;
                }));
    }

    @Property(tries = 300)
    @Label("says what is the customer's own, and else what is the first other one's that says anything")
    void filled(
            @ForAll("profile") ObjectNode own,
            @ForAll("profile") ObjectNode first,
            @ForAll("profile") ObjectNode second) {
        ObjectNode row = ProfileMerge.filled(own, List.of(first, second));
        for (String column : FIELDS.keySet()) {
            JsonNode expected = own.hasNonNull(column)
                    ? own.get(column)
                    : first.hasNonNull(column) ? first.get(column) : second.get(column);
            assertThat(row.get(column)).as(column).isEqualTo(expected);
        }
        for (String name : ATTRIBUTES) {
            String place = "/attributes/" + name;
            JsonNode expected = !own.at(place).isMissingNode()
                    ? own.at(place)
                    : first.at(place).isMissingNode() ? second.at(place) : first.at(place);
            assertThat(row.at(place)).as(name).isEqualTo(expected);
        }
        assertThat(row.get("versions")).isEqualTo(own.get("versions"));
    }

    @Property(tries = 300)
    @Label("gives back what came from others, and nothing else")
    void own(
            @ForAll("profile") ObjectNode own,
            @ForAll("profile") ObjectNode first,
            @ForAll("profile") ObjectNode second) {
        assertThat(ProfileMerge.own(ProfileMerge.filled(own, List.of(first, second))))
                .isEqualTo(own);
    }

    @Property(tries = 300)
    @Label("keeps what was said since, also if it is what was there")
    void since(@ForAll("profile") ObjectNode own, @ForAll("profile") ObjectNode other) {
        ObjectNode row = ProfileMerge.filled(own, List.of(other));
        JsonNode phone = row.get("phone");
        row.put("phone", phone.isNull() ? "said since" : phone.asText());
        ((ObjectNode) row.get("versions")).put("phone", 2_000);
        assertThat(ProfileMerge.own(row).get("phone")).isEqualTo(row.get("phone"));
    }

    @Property(tries = 300)
    @Label("does not say of others what the customer's own events took away")
    void takenAway(@ForAll("profile") ObjectNode own, @ForAll("profile") ObjectNode other) {
        own.putNull("phone");
        ((ObjectNode) own.get("versions")).put("phone", 2_000);
        assertThat(ProfileMerge.filled(own, List.of(other)).get("phone").isNull())
                .isTrue();
    }

    @Property(tries = 300)
    @Label("of who went nothing is left but the id")
    void emptied(@ForAll("profile") ObjectNode own) {
        ObjectNode empty = ProfileMerge.emptied(own);
        FIELDS.keySet().forEach(column -> assertThat(empty.get(column).isNull()).isTrue());
        assertThat(empty.get("attributes")).isEmpty();
        assertThat(empty.get("id")).isEqualTo(own.get("id"));
    }
}
