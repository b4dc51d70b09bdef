package io.rapport.journey.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.contactpolicy.PolicyFacts;
import io.rapport.contactpolicy.PolicyVocabulary;
import io.rapport.database.RoundTrip;
import io.rapport.lifecycle.RelationshipTable;
import io.rapport.loyalty.LoyaltyLedger;
import io.rapport.testing.AskedFacts;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Shop;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@RapportTest
@DisplayName("The contact policy knows of a customer")
class FactsOfThePolicyTest {

    @Autowired
    private PolicyFacts facts;

    @Autowired
    private RoundTrip roundTrip;

    @Autowired
    private LoyaltyLedger ledger;

    @Autowired
    private Shop shop;

    @Autowired
    private JdbcClient jdbc;

    private String customer;

    @BeforeEach
    void aCustomer() {
        customer = shop.customer();
    }

    private Map<String, Object> known() {
        return AskedFacts.of(customer, facts, roundTrip).of(customer);
    }

    private String version() {
        return jdbc.sql("select version::text from rapport.contact_version where subject = 'customer:' || :id")
                .param("id", customer)
                .query(String.class)
                .single();
    }

    private void update(String sql) {
        jdbc.sql(sql).param("id", customer).update();
    }

    @Test
    @DisplayName(
            "the segments; who enters or leaves one is decided about anew, and what is found when it is built is state")
    void segments() {
        assertThat(known()).doesNotContainKey("segment_repeat_buyers");
        String before = version();

        update("insert into rapport.segment_member (segment, customer_id, since, entered_by)"
                + " values ('repeat-buyers', :id, now(), 'definition')");

        assertThat(known()).containsEntry("segment_repeat_buyers", true);
        assertThat(version()).as("state is no news").isEqualTo(before);

        update("insert into rapport.segment_change (customer_id, segment, entered, at)"
                + " values (:id, 'repeat-buyers', true, now())");

        assertThat(version()).isNotEqualTo(before);
    }

    @Test
    @DisplayName("the loyalty level, and what was decided by another one is decided anew")
    void level() {
        assertThat(known()).as("before the first points").containsEntry("level", "");
        ledger.bonus(customer, 10, "gift:" + customer, null);
        assertThat(known()).containsEntry("level", "bronze");
        String before = version();

        update("update rapport.loyalty_account set risk_checked = true where customer_id = :id");
        assertThat(version()).as("the level is the same").isEqualTo(before);
        update("update rapport.loyalty_account set level = 'gold' where customer_id = :id");

        assertThat(version()).isNotEqualTo(before);
        assertThat(known()).containsEntry("level", "gold");
    }

    @Test
    @DisplayName("tier and stage in the words of their tables")
    void words() {
        assertThat(PolicyVocabulary.words("tier"))
                .contains("")
                .containsAll(RelationshipTable.TIER.answers())
                .hasSize(RelationshipTable.TIER.answers().size() + 1);
        assertThat(PolicyVocabulary.words("stage"))
                .contains("")
                .containsAll(RelationshipTable.STAGE.answers())
                .hasSize(RelationshipTable.STAGE.answers().size() + 1);
    }
}
