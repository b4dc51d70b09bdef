package io.rapport.customer;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.customer.MergeProposals.MergeProposal;
import io.rapport.database.OperatorDecision;
import io.rapport.inbox.CustomerResolver;
import io.rapport.inbox.Event;
import io.rapport.inbox.ExternalId;
import io.rapport.inbox.NewEvent;
import io.rapport.testing.RegisterFixture;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("Customers who may be one person")
class CustomerJoinsTest {

    @RegisterExtension
    static final RegisterFixture registers = new RegisterFixture();

    private final MergeProposals proposals = registers.get(MergeProposals.class);
    private final CustomerResolver resolver = registers.get(CustomerResolver.class);
    private final Identities identities = registers.get(Identities.class);

    private String email;
    private String provisional;

    @BeforeEach
    void somebodyProvisional() {
        email = registers.newId("mail") + "@example.com";
        provisional = registers.transaction().execute(status -> resolver.resolve(
                        List.of(new ExternalId(ExternalId.EMAIL, email)))
                .values()
                .iterator()
                .next()
                .customerId());
        registers.happens("customer.updated", provisional, Map.of("email", email));
    }

    private String registered(String mail) {
        String id = registers.newId("c");
        registers.happens("customer.registered", id, Map.of("firstName", "Ann", "email", mail));
        return id;
    }

    private void declares(String customer, boolean verified) {
        registers.happens(
                "customer.updated",
                customer,
                Map.of("identities", List.of(Map.of("system", "email", "id", email, "verified", verified))));
    }

    private List<MergeProposal> about(String customer) {
        return proposals.open(1_000).stream()
                .filter(proposal -> proposal.customerId().equals(customer))
                .toList();
    }

    private List<NewEvent> merges() {
        return registers.sent().stream()
                .filter(event -> event.type().equals("customer.merged"))
                .toList();
    }

    @Test
    @DisplayName("a provisional customer joins who shows that the identity is theirs")
    void verified() {
        String customer = registered("other-" + email);
        declares(customer, true);
        assertThat(merges()).singleElement().satisfies(event -> {
            assertThat(event.customerId()).isEqualTo(customer);
            assertThat(event.data().get("mergedCustomer").asText()).isEqualTo(provisional);
            assertThat(event.data().toString()).doesNotContain(email);
        });
        assertThat(about(customer)).isEmpty();
    }

    @Test
    @DisplayName("an identity that is only said to be somebody's is proposed to staff")
    void notVerified() {
        String customer = registered("other-" + email);
        declares(customer, false);
        assertThat(merges()).isEmpty();
        assertThat(about(customer)).singleElement().satisfies(proposal -> {
            assertThat(proposal.otherId()).isEqualTo(provisional);
            assertThat(proposal.why()).isEqualTo("declared");
        });
    }

    @Test
    @DisplayName("who has the address as a contact address is proposed, and joined once the address is confirmed")
    void contactAddress() {
        String customer = registered(email);
        assertThat(merges()).isEmpty();
        assertThat(about(customer)).extracting(MergeProposal::why).containsExactly("contact");
        registers.happens("customer.confirmed", customer, Map.of());
        assertThat(merges()).extracting(NewEvent::customerId).containsExactly(customer);
        registers.happens("customer.merged", customer, Map.of("mergedCustomer", provisional, "reason", "verified"));
        assertThat(about(customer)).isEmpty();
    }

    @Test
    @DisplayName("two registered customers with one identity are never joined without staff")
    void bothRegistered() {
        registers.happens("customer.registered", provisional, Map.of("firstName", "Ann", "email", email));
        String customer = registered("other-" + email);
        declares(customer, true);
        assertThat(merges()).isEmpty();
        assertThat(about(customer)).hasSize(1);
    }

    @Test
    @DisplayName("whose address was taken away are found by it no more, and the next who has it is another one")
    void takenAway() {
        registers.happens("customer.updated", provisional, Collections.singletonMap("email", null));
        assertThat(identities.of(provisional)).isEmpty();

        String customer = registered(email);
        assertThat(about(customer)).as("nobody else has the address").isEmpty();
        String leads = registers.transaction().execute(status -> resolver.resolve(
                        List.of(new ExternalId(ExternalId.EMAIL, email)))
                .values()
                .iterator()
                .next()
                .customerId());
        assertThat(leads).isEqualTo(customer);
    }

    @Test
    @DisplayName("keep an identity where another address is taken away, or the word is older than the profile")
    void kept() {
        declares(provisional, true);
        Event older = registers.event("customer.updated", provisional, Collections.singletonMap("email", null));
        registers.happens("customer.updated", provisional, Map.of("email", email.toUpperCase(Locale.ROOT)));
        registers.handle(older);
        registers.happens("customer.updated", provisional, Collections.singletonMap("phone", null));
        assertThat(identities.of(provisional))
                .extracting(CustomerIdentity::value)
                .containsExactly(email);
    }

    @Test
    @DisplayName("a pair that staff dismissed is not proposed again")
    void dismissed() {
        String customer = registered("other-" + email);
        declares(customer, false);
        long id = about(customer).get(0).id();
        assertThat(proposals.dismiss(id, new OperatorDecision("anna", "mother and daughter")))
                .isTrue();
        assertThat(proposals.dismiss(id, new OperatorDecision("anna", "again"))).isFalse();
        declares(customer, false);
        assertThat(about(customer)).isEmpty();
    }
}
