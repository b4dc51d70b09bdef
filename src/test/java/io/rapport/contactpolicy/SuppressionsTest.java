package io.rapport.contactpolicy;

import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.calendar.BusinessClock;
import io.rapport.contactpolicy.Suppression.Reason;
import io.rapport.database.OperatorDecision;
import io.rapport.link.LinkSecrets;
import io.rapport.testing.Journeys;
import io.rapport.testing.RapportTest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;

@RapportTest
@DisplayName("Addresses that nothing is sent to any more")
class SuppressionsTest {

    private static final Instant SPRING = Instant.parse("2026-03-20T12:00:00Z");
    private static final String NOTE = "as agreed on the phone";

    @Autowired
    private SuppressionKey key;

    @Autowired
    private Suppressions suppressions;

    @Autowired
    private SuppressionDecisions decisions;

    @Autowired
    private SuppressionIncidents incidents;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private BusinessClock clock;

    /** The oldest that the application knows: its first start made the key of it. */
    @Value("${rapport.link-secrets-before}")
    private String secret;

    @Autowired
    private Journeys journeys;

    private final String name = newId("Ada");
    private final String address = name + "@example.com";

    @Test
    @DisplayName("are found by any spelling, on their channel alone")
    void spelling() {
        suppress(address, Reason.HARD_BOUNCE, SPRING);
        assertThat(suppressions.find("email", " " + address.toUpperCase() + " "))
                .contains(new Suppression(Reason.HARD_BOUNCE, SPRING));
        assertThat(suppressions.find("sms", address)).isEmpty();
        assertThat(suppressions.find("email", "x" + address)).isEmpty();
    }

    @Test
    @DisplayName("of one domain are none of another's that was once taken for it")
    void otherPeoplesDomains() {
        suppress(name + "@strasse.example", Reason.HARD_BOUNCE, SPRING);
        suppress(name + "@faß.example", Reason.SPAM_COMPLAINT, SPRING);

        assertThat(suppressions.find("email", name + "@straße.example")).isEmpty();
        assertThat(suppressions.find("email", name + "@fass.example")).isEmpty();
        assertThat(suppressions.find("email", name + "@FAß.example")).isPresent();
        assertThat(suppressions.find("email", name + "@xn--strasse.example")).isEmpty();
    }

    @Test
    @DisplayName("are found after the link secret was changed, as long as the earlier one is known")
    void rotation() {
        decisions.add("email", address, new OperatorDecision("demo", NOTE));
        String other = "the-new-secret-".repeat(4);
        String third = "the-third-secret-".repeat(4);
        SuppressionKey renewed = new SuppressionKey(jdbc, new LinkSecrets(other, List.of(secret)), "");
        SuppressionKey kept = new SuppressionKey(jdbc, new LinkSecrets(third, List.of(other)), secret);
        Suppressions after = new Suppressions(jdbc, renewed);
        Suppressions later = new Suppressions(jdbc, kept);

        assertThat(after.find("email", address)).map(Suppression::reason).contains(Reason.MANUAL);
        assertThat(later.find("email", address)).map(Suppression::reason).contains(Reason.MANUAL);
        assertThat(new SuppressionDecisions(jdbc, clock, kept)
                        .lift("email", address, Reason.MANUAL, new OperatorDecision("demo", NOTE)))
                .isTrue();
        assertThat(suppressions.find("email", address))
                .as("on a node with the old settings")
                .isEmpty();
    }

    @Test
    @DisplayName("are not forgotten without a word: without the secret they were hashed with nothing starts")
    void unknownSecret() {
        LinkSecrets strange = new LinkSecrets("the-new-secret-".repeat(4), List.of());

        assertThatThrownBy(() -> new SuppressionKey(jdbc, strange, ""))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("rapport.link-secrets-before")
                .hasMessageContaining("rapport.messaging.suppression-secret");
    }

    @Test
    @DisplayName("from before the key was noted keep the oldest secret that is known")
    void upgrade() {
        jdbc.sql("delete from rapport.suppression_key").update();

        SuppressionKey after =
                new SuppressionKey(jdbc, new LinkSecrets("the-new-secret-".repeat(4), List.of(secret)), "");

        assertThat(after.hash("email", address)).isEqualTo(key.hash("email", address));
    }

    @Test
    @DisplayName("hold an erased customer's number in the form that text messages go to")
    void erasedNumber() {
        String customer = newId("erased");
        long digits = 70_000_000 + Math.floorMod(customer.hashCode(), 10_000_000);
        journeys.event(
                "customer.registered",
                customer,
                Map.of(
                        "firstName", "Ada",
                        "lastName", "Berg",
                        "email", customer + "@example.com",
                        "phone", "+44 (0)20 " + digits,
                        "locale", "en-GB",
                        "timeZone", "Europe/London"));

        journeys.event("customer.erased", customer, Map.of());

        assertThat(suppressions.find("sms", "+4420" + digits))
                .map(Suppression::reason)
                .contains(Reason.ERASED);
    }

    @Test
    @DisplayName("are nowhere in the tables in a form that can be read")
    void hashed() {
        suppress(address, Reason.SPAM_COMPLAINT, SPRING);
        decisions.add("email", address, new OperatorDecision("demo", NOTE));
        for (String table : new String[] {"suppression", "suppression_audit"}) {
            assertThat(jdbc.sql("select string_agg(t::text, ' ') from rapport." + table + " t")
                            .query(String.class)
                            .single())
                    .doesNotContain(name);
        }
    }

    @Test
    @DisplayName("have one entry for each reason, and the weightiest is returned")
    void weight() {
        suppress(address, Reason.SOFT_BOUNCES, SPRING);
        suppress(address, Reason.SPAM_COMPLAINT, SPRING.plusSeconds(60));
        assertThat(suppressions.find("email", address))
                .contains(new Suppression(Reason.SPAM_COMPLAINT, SPRING.plusSeconds(60)));
        assertThat(suppressions.entries("email", address)).hasSize(2);
    }

    @Test
    @DisplayName("Who registers with an erased address starts anew; anyone who had registered before does not")
    void erased() {
        suppress(address, Reason.ERASED, SPRING);
        assertThat(suppressions.find("email", address)).isPresent();
        assertThat(suppressions.find("email", address, SPRING.minusSeconds(1), true))
                .isPresent();
        assertThat(suppressions.find("email", address, SPRING.plusSeconds(1), false))
                .isEmpty();
        suppress(address, Reason.HARD_BOUNCE, SPRING);
        assertThat(suppressions.find("email", address, SPRING.plusSeconds(1), true))
                .isPresent();
    }

    @Test
    @DisplayName(
            "Who lives at an erased customer's address still gets what is owed to them, until they are erased, too")
    void sharedAddress() {
        String mailbox = newId("family") + "@bücher.example";
        String phone = "+44 20 7946 " + (1000 + Math.floorMod(mailbox.hashCode(), 9000));
        String one = registered(mailbox, phone);
        String other = registered(mailbox.toUpperCase().replace("BÜCHER", "xn--bcher-kva"), phone.replace(" ", ""));
        Instant before = SPRING.minusSeconds(1);

        journeys.event("customer.erased", one, Map.of());

        assertThat(suppressions.find("email", mailbox, before, true)).isEmpty();
        assertThat(suppressions.find("email", mailbox, before, false))
                .map(Suppression::reason)
                .contains(Reason.ERASED);
        assertThat(suppressions.find("sms", phone, before, true)).isEmpty();
        assertThat(suppressions.find("sms", phone, before, false)).isPresent();
        assertThat(suppressions.entries("email", mailbox)).singleElement().satisfies(entry -> assertThat(entry.shared())
                .isTrue());

        journeys.event("customer.erased", other, Map.of());

        assertThat(suppressions.find("email", mailbox, before, true)).isPresent();
        assertThat(suppressions.find("sms", phone, before, true)).isPresent();
    }

    private String registered(String email, String phone) {
        String customer = newId("shared");
        journeys.event(
                "customer.registered",
                customer,
                Map.of(
                        "firstName",
                        "Ada",
                        "lastName",
                        "Berg",
                        "email",
                        email,
                        "phone",
                        phone,
                        "locale",
                        "en-GB",
                        "timeZone",
                        "Europe/London"));
        return customer;
    }

    @Test
    @DisplayName("are added and lifted by operators with a note, which is kept with their name")
    void operators() {
        decisions.add("email", address, new OperatorDecision("demo", NOTE));
        assertThat(suppressions.find("email", address)).map(Suppression::reason).contains(Reason.MANUAL);
        assertThatThrownBy(() -> decisions.lift("email", address, Reason.MANUAL, new OperatorDecision("demo", " ")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("note");
        assertThat(decisions.lift("email", address, Reason.HARD_BOUNCE, new OperatorDecision("demo", NOTE)))
                .isFalse();
        assertThat(decisions.lift("email", address, Reason.MANUAL, new OperatorDecision("demo", NOTE)))
                .isTrue();
        assertThat(suppressions.find("email", address)).isEmpty();
        assertThat(decisions.of("email", address))
                .extracting(
                        SuppressionDecisions.RecordedDecision::who,
                        SuppressionDecisions.RecordedDecision::action,
                        SuppressionDecisions.RecordedDecision::note)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("demo", "lift", NOTE),
                        org.assertj.core.groups.Tuple.tuple("demo", "add", NOTE));
    }

    @Test
    @DisplayName("What happened before a lift does not suppress again, what happens after it does")
    void afterLift() {
        suppress(address, Reason.HARD_BOUNCE, SPRING);
        decisions.lift("email", address, Reason.HARD_BOUNCE, new OperatorDecision("demo", NOTE));
        suppress(address, Reason.HARD_BOUNCE, SPRING);
        assertThat(suppressions.find("email", address)).isEmpty();
        suppress(address, Reason.HARD_BOUNCE, Instant.now().plusSeconds(60));
        assertThat(suppressions.find("email", address)).isPresent();
    }

    private void suppress(String to, Reason reason, Instant at) {
        incidents.suppress(key.hash("email", to), "email", reason, at, null);
    }
}
