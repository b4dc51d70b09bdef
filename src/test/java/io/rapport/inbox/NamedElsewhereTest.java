package io.rapport.inbox;

import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.customer.Customer;
import io.rapport.customer.CustomerIdentity;
import io.rapport.customer.Customers;
import io.rapport.customer.Identities;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@DisplayName("An event may name its customer by what the customer is called elsewhere")
class NamedElsewhereTest extends AtTheDoor {

    @Autowired
    private Customers customers;

    @Autowired
    private Identities identities;

    private String name;

    NamedElsewhereTest() {
        super("urn:named-elsewhere-test:" + newId("s"));
    }

    @BeforeEach
    void aName() {
        name = newId("n");
    }

    private String email() {
        return name + "@example.com";
    }

    private ObjectNode confirmed(String id, String subject) {
        ObjectNode event = door.event(id, "customer.confirmed", "-");
        event.put("subject", subject).putObject("data");
        return event;
    }

    private ObjectNode registered(String customer, String email) {
        ObjectNode event = door.registered(newId("r"), customer);
        ((ObjectNode) event.get("data")).put("email", email);
        return event;
    }

    private ObjectNode declared(String customer, String system, String value) {
        ObjectNode event = registered(customer, customer + "@example.org");
        ((ObjectNode) event.get("data"))
                .putArray("identities")
                .addObject()
                .put("system", system)
                .put("id", value);
        return event;
    }

    private void comes(ObjectNode event) {
        assertThat(door.post(Door.EVENT, event).status()).isEqualTo(202);
        journeys.settle();
    }

    /** Whose event it is. */
    private String customerOf(String id) {
        return jdbc.sql("select customer_id from rapport.inbox_event where source = :source and id = :id")
                .param("source", source)
                .param("id", id)
                .query(String.class)
                .single();
    }

    @Test
    @DisplayName("by the id in another system that was declared as an identity")
    void idOfASystem() {
        comes(declared(customer, "shopify", name));
        comes(confirmed("1", "shopify:" + name));
        assertThat(customerOf("1")).isEqualTo(customer);
        assertThat(identities.of(customer)).extracting(CustomerIdentity::value).containsExactly(name);
    }

    @Test
    @DisplayName("an identity in a system whose ids no subject may name is refused, as such a subject is")
    void unknownSystem() {
        assertInvalid(door.post(Door.EVENT, declared(customer, "magento", "1")), "/data/identities/0/system");
    }

    @Test
    @DisplayName("by an e-mail address or a telephone number that one customer has, in any spelling")
    void contactAddress() {
        ObjectNode event = registered(customer, email());
        String phone = "+49 30 " + (1_000_000 + (name.hashCode() & 0xfffff));
        ((ObjectNode) event.get("data")).put("phone", phone);
        comes(event);
        comes(confirmed("1", "email:" + email().toUpperCase(java.util.Locale.ROOT)));
        comes(confirmed("2", "phone:" + phone.replace(" ", "")));
        assertThat(customerOf("1")).isEqualTo(customer);
        assertThat(customerOf("2")).isEqualTo(customer);
    }

    @Test
    @DisplayName("an address that several share leads to nobody: 422, and no word of who they are")
    void shared() {
        String other = newId("c");
        comes(registered(customer, email()));
        comes(registered(other, email()));
        Door.Answer answer = door.post(Door.EVENT, confirmed("1", "email:" + email()));
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body().path("type").asText()).isEqualTo("urn:rapport:problem:ambiguous-subject");
        assertThat(answer.body().toString()).doesNotContain(customer, other, email());
        assertThat(kept()).doesNotContain("1");
    }

    @Test
    @DisplayName("an address that several share leads to the one who declared it as an identity")
    void declaredAmongShared() {
        String other = newId("c");
        comes(registered(other, email()));
        ObjectNode event = declared(customer, "email", email());
        ((ObjectNode) event.get("data")).put("email", email());
        comes(event);
        comes(confirmed("1", "email:" + email()));
        assertThat(customerOf("1")).isEqualTo(customer);
    }

    @Test
    @DisplayName("an identity stays its first customer's when another one declares it, too")
    void firstKeepsIt() {
        comes(declared(customer, "shopify", name));
        comes(declared(newId("c"), "shopify", name));
        comes(confirmed("1", "shopify:" + name));
        assertThat(customerOf("1")).isEqualTo(customer);
    }

    @Test
    @DisplayName(
            "who is not known becomes a provisional customer, whose profile has the address and whose id says nothing")
    void provisional() {
        comes(confirmed("1", "email:" + email()));
        String made = customerOf("1");
        comes(confirmed("2", "email:" + email()));
        assertThat(customerOf("2")).isEqualTo(made).startsWith("p-").doesNotContain(name);
        assertThat(customers.find(made)).get().extracting(Customer::email).isEqualTo(email());
        assertThat(customers.find(made).orElseThrow().registeredAt()).isNull();
        assertThat(identities.of(made)).singleElement().satisfies(identity -> {
            assertThat(identity.provisional()).isTrue();
            // the confirmation was of this very address
            assertThat(identity.verified()).isTrue();
        });
        assertThat(jdbc.sql("select refs::text || effects::text from rapport.inbox_event where customer_id = :id")
                        .param("id", made)
                        .query(String.class)
                        .list())
                .allSatisfy(text -> assertThat(String.valueOf(text)).doesNotContain(name));
    }

    @Test
    @DisplayName("who registers by the address is the provisional customer, registered")
    void provisionalRegisters() {
        comes(confirmed("1", "email:" + email()));
        ObjectNode event = registered("-", email());
        comes(event.put("subject", "email:" + email()));
        assertThat(customers.find(customerOf("1")).orElseThrow().registeredAt()).isNotNull();
    }

    @Test
    @DisplayName("many at once make one provisional customer, whoever comes first")
    void atOnce() throws Exception {
        ExecutorService senders = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Door.Answer>> posts = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                ObjectNode event = confirmed("at-once-" + i, "email:" + email());
                posts.add(() -> door.post(Door.EVENT, event));
            }
            for (Future<Door.Answer> answer : senders.invokeAll(posts)) {
                assertThat(answer.get().status()).isEqualTo(202);
            }
        } finally {
            senders.shutdownNow();
        }
        assertThat(new HashSet<>(IntStream.range(0, 16)
                        .mapToObj(i -> customerOf("at-once-" + i))
                        .toList()))
                .hasSize(1);
        assertThat(jdbc.sql("select count(*) from rapport.customer_identity where value = :value")
                        .param("value", email())
                        .query(Integer.class)
                        .single())
                .isOne();
    }

    @Test
    @DisplayName("in a batch each is answered as alone; new, shared and known ones stand side by side in their order")
    void batch() {
        comes(registered(newId("c"), "shared-" + email()));
        comes(registered(newId("c"), "shared-" + email()));
        Door.Answer answer = door.post(
                Door.BATCH,
                Door.batch(Stream.of(
                        confirmed("new", "email:" + email()),
                        confirmed("shared", "email:shared-" + email()),
                        confirmed("known", "customer:" + customer),
                        confirmed("again", "email:" + email()),
                        confirmed("wrong", "email:nobody"))));
        assertThat(IntStream.range(0, 5)
                        .mapToObj(i ->
                                answer.body().at("/events/" + i + "/status").asInt()))
                .containsExactly(202, 422, 202, 202, 400);
        assertThat(kept()).endsWith("new", "known", "again").doesNotContain("shared", "wrong");
        assertThat(customerOf("new")).isEqualTo(customerOf("again"));
        assertThat(customerOf("known")).isEqualTo(customer);
    }

    @Test
    @DisplayName("an event that is not valid makes nobody")
    void invalid() {
        ObjectNode event = confirmed("1", "email:" + email());
        ((ObjectNode) event.get("data")).put("unknown", 1);
        assertInvalid(door.post(Door.EVENT, event), "/data/unknown");
        assertThat(jdbc.sql("select count(*) from rapport.customer_identity where value = :value")
                        .param("value", email())
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    @DisplayName("sent again it is the same event")
    void again() {
        assertThat(door.post(Door.EVENT, confirmed("1", "email:" + email())).status())
                .isEqualTo(202);
        assertThat(door.post(Door.EVENT, confirmed("1", "email:" + email())).status())
                .isEqualTo(202);
        assertThat(kept()).containsExactly("1");
    }

    @Test
    @DisplayName("who was erased has no identity left: the address makes somebody new")
    void erased() {
        comes(declared(customer, "email", email()));
        ObjectNode erased = door.event("e", "customer.erased", customer);
        erased.putObject("data");
        comes(erased);
        assertThat(identities.of(customer)).isEmpty();
        comes(confirmed("1", "email:" + email()));
        assertThat(customerOf("1")).isNotEqualTo(customer);
    }
}
