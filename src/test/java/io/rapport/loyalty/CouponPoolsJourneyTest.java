package io.rapport.loyalty;

import static io.rapport.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.assertThat;

import io.rapport.calendar.BusinessClock;
import io.rapport.testing.JourneyStory;
import io.rapport.testing.Journeys;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@DisplayName("Staff hear of pools of coupons that run short before customers do")
class CouponPoolsJourneyTest extends JourneyStory {

    private static final String SCHEDULE = "schedule:coupon-pools";

    @Autowired
    private CouponPools pools;

    @Autowired
    private BusinessClock clock;

    CouponPoolsJourneyTest() {
        super("coupon-pools");
    }

    @BeforeEach
    void nothingIsShort() {
        jdbc.sql("update rapport.coupon_pool set alert_below = 0").update();
    }

    private void morning() {
        journeys.event(
                "schedule.coupon-pools", SCHEDULE, Map.of("at", clock.instant().toString()));
    }

    private List<String> notices() {
        return jdbc.sql("select state from rapport.outbox_message where message = 'coupon-pools-short'")
                .query(String.class)
                .list();
    }

    @Test
    @DisplayName("each working morning, as long as one is short, and not a word otherwise")
    void announced() {
        int before = notices().size();
        morning();
        assertThat(instance("coupon-pools", SCHEDULE)).isEnded().hasPassed("all-filled");
        assertThat(notices()).hasSize(before);

        String pool = Journeys.newId("pool");
        pools.define(pool, CouponTerms.percent(15, Duration.ofDays(14)), 10);
        pools.add(pool, List.of(pool + "-a"), clock.instant().plus(Duration.ofDays(90)));
        morning();
        assertThat(instance("coupon-pools", SCHEDULE)).isEnded().hasPassedInOrder("notify-retention", "notified");
        eventually(
                "each member of the queue has the mail",
                this::notices,
                states -> states.size() > before && states.stream().allMatch("sent"::equals));
    }
}
