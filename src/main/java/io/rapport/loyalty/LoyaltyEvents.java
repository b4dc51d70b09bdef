package io.rapport.loyalty;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.inbox.Inbox;
import io.rapport.inbox.NewEvent;
import io.rapport.loyalty.LoyaltyRules.Level;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What the loyalty programme tells journeys, and the timeline of levels, in the transaction in which it becomes true. */
@Component
final class LoyaltyEvents {

    private static final String SOURCE = "urn:rapport:loyalty";

    private final Inbox inbox;
    private final JdbcClient jdbc;
    private final LoyaltyTerms terms;

    LoyaltyEvents(Inbox inbox, JdbcClient jdbc, LoyaltyTerms terms) {
        this.inbox = inbox;
        this.jdbc = jdbc;
        this.terms = terms;
    }

    void levelChanged(String customerId, Level from, Level to) {
        jdbc.sql(
                        """
                insert into rapport.loyalty_level_change (customer_id, old, new, at)
                values (:customer, :old, :new, :now)""")
                .param("customer", customerId)
                .param("old", from.name())
                .param("new", to.name())
                .param("now", Timestamp.from(terms.now()))
                .update();
        raise(
                "loyalty.level-changed",
                customerId,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("from", from.name())
                        .put("to", to.name())
                        .put("direction", to.rank() > from.rank() ? "up" : "down")
                        .put("higher", to.rank() > from.rank()));
    }

    void levelAtRisk(String customerId, Level level, Level next, LocalDate reviewOn) {
        raise(
                "loyalty.level-at-risk",
                customerId,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("level", level.name())
                        .put("next", next.name())
                        .put("reviewOn", reviewOn.toString()));
    }

    void pointsExpiring(String customerId, int points, LocalDate expiresOn) {
        raise(
                "loyalty.points-expiring",
                customerId,
                JsonNodeFactory.instance.objectNode().put("points", points).put("expiresOn", expiresOn.toString()));
    }

    void referralAccepted(String customerId) {
        raise("referral.accepted", customerId, JsonNodeFactory.instance.objectNode());
    }

    /** @param friends for how many friends the customer got the points */
    void referralRewarded(String customerId, int points, int friends) {
        raise(
                "referral.rewarded",
                customerId,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("points", points)
                        .put("forFriend", false)
                        .put("friends", friends));
    }

    void referralRewardedAsFriend(String customerId, int points) {
        raise(
                "referral.rewarded",
                customerId,
                JsonNodeFactory.instance.objectNode().put("points", points).put("forFriend", true));
    }

    private void raise(String type, String customerId, ObjectNode data) {
        inbox.accept(new NewEvent(SOURCE, UUID.randomUUID().toString(), type, customerId, null, data));
    }
}
