package io.rapport.loyalty;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.rapport.inbox.Event;
import io.rapport.testing.RegisterFixture;
import io.rapport.testing.Shop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

@Label("Referrals, whatever comes twice, in another order or at once")
class ReferralPropertyTest {

    private static final int PEOPLE = 5;

    private static RegisterFixture registers;
    private static Referrals referrals;
    private static ReferralDay day;
    private static LoyaltyLedger ledger;

    @BeforeContainer
    static void start() {
        registers = new RegisterFixture();
        referrals = registers.get(Referrals.class);
        day = registers.get(ReferralDay.class);
        ledger = registers.get(LoyaltyLedger.class);
    }

    @AfterContainer
    static void stop() {
        registers.get(HikariDataSource.class).close();
    }

    private static List<String> people() {
        List<String> people = new ArrayList<>();
        for (int i = 0; i < PEOPLE; i++) {
            people.add(registers.customer());
        }
        return people;
    }

    private static void afterSixtyDays() {
        registers.clock().moveTo(RegisterFixture.NOON.plus(Duration.ofDays(61)));
        while (day.advance()) {
            // on with the next
        }
    }

    private static List<Map<String, Object>> rows(List<String> people) {
        return registers
                .jdbc()
                .sql(
                        """
                select r.event_seq, r.customer_id as friend, c.customer_id as owner, r.state, r.points, r.friend_points
                from rapport.referral r join rapport.referral_code c on c.code = r.code
                where r.customer_id = any(:people) order by r.event_seq""")
                .param("people", people.toArray(String[]::new))
                .query()
                .listOfRows();
    }

    @Property(tries = 10, shrinking = ShrinkingMode.OFF)
    @Label("rewards each friend at most once, never in a circle, and books just what the rows say, with all at once")
    void atOnce(@ForAll long seed) {
        Random random = new Random(seed);
        registers.clock().moveTo(RegisterFixture.NOON);
        List<String> people = people();
        List<Callable<?>> works = new ArrayList<>();
        for (String friend : people) {
            List<Event> events = new ArrayList<>();
            for (int use = 1 + random.nextInt(2); use > 0; use--) {
                String code = referrals.make(people.get(random.nextInt(PEOPLE)));
                events.add(registers.event("referral.used", friend, Map.of("code", code)));
            }
            if (random.nextInt(4) > 0) {
                String order = registers.newId("o");
                events.add(registers.event("order.placed", friend, Shop.orderData(order, 30)));
                events.add(registers.event("order.delivered", friend, Map.of("orderId", order)));
                if (random.nextInt(4) == 0) {
                    events.add(registers.event("order.returned", friend, Map.of("orderId", order)));
                }
            }
            // the events of one customer are handled one after the other, those of several at once
            List<Event> some = new ArrayList<>(events);
            Collections.shuffle(some, random);
            works.add(() -> {
                some.forEach(registers::handle);
                some.forEach(registers::handle);
                return true;
            });
        }
        assertThat(registers.atOnce(works)).containsOnly(true);
        registers.clock().moveTo(RegisterFixture.NOON.plus(Duration.ofDays(61)));
        registers.atOnce(2, () -> day.advance());
        afterSixtyDays();
        assertThat(sound(people)).isTrue();
    }

    private static boolean sound(List<String> people) {
        List<Map<String, Object>> rewarded = rows(people).stream()
                .filter(row -> row.get("state").equals("rewarded"))
                .toList();
        assertThat(rewarded).extracting(row -> row.get("friend")).doesNotHaveDuplicates();
        assertThat(rewarded).allMatch(row -> !row.get("friend").equals(row.get("owner")));
        for (String person : people) {
            int booked = rewarded.stream()
                    .mapToInt(row -> (row.get("owner").equals(person) ? (int) row.get("points") : 0)
                            + (row.get("friend").equals(person) ? (int) row.get("friend_points") : 0))
                    .sum();
            assertThat(ledger.points(person)).isEqualTo(booked);
            assertThat(circle(person, rewarded))
                    .as("nobody recommended themselves through others")
                    .isFalse();
        }
        return true;
    }

    private static boolean circle(String person, List<Map<String, Object>> rewarded) {
        String at = person;
        for (int step = 0; step <= PEOPLE; step++) {
            String friend = at;
            at = rewarded.stream()
                    .filter(row -> row.get("friend").equals(friend))
                    .map(row -> (String) row.get("owner"))
                    .findFirst()
                    .orElse(null);
            if (at == null) {
                return false;
            }
            if (at.equals(person)) {
                return true;
            }
        }
        return false;
    }

    @Property(tries = 10, shrinking = ShrinkingMode.OFF)
    @Label("comes to the same end in whichever order what happened becomes known")
    void anyOrder(@ForAll long seed) {
        Random random = new Random(seed);
        boolean returned = random.nextBoolean();
        boolean sharesAddress = random.nextInt(3) == 0;
        boolean orderedBefore = random.nextInt(3) == 0;
        List<String> ends = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            registers.clock().moveTo(RegisterFixture.NOON);
            String owner = registers.customer();
            String friend = registers.customer();
            String code = referrals.make(owner);
            String order = registers.newId("o");
            List<Event> events = new ArrayList<>();
            if (orderedBefore) {
                registers.clock().moveTo(RegisterFixture.NOON.minus(Duration.ofDays(9)));
                events.add(registers.event("order.placed", friend, Shop.orderData(registers.newId("o"), 20)));
                registers.clock().moveTo(RegisterFixture.NOON);
            }
            events.add(registers.event("referral.used", friend, Map.of("code", code)));
            events.add(registers.event("order.placed", friend, Shop.orderData(order, 30)));
            events.add(registers.event("order.delivered", friend, Map.of("orderId", order)));
            if (returned) {
                events.add(registers.event("order.returned", friend, Map.of("orderId", order)));
            }
            if (sharesAddress) {
                events.add(registers.event("customer.updated", friend, Map.of("email", owner + "@example.com")));
            }
            Collections.shuffle(events, random);
            events.forEach(registers::handle);
            afterSixtyDays();
            boolean rewarded = rows(List.of(friend)).get(0).get("state").equals("rewarded");
            ends.add((rewarded ? "rewarded " : "not rewarded ") + ledger.points(owner) + " " + ledger.points(friend));
        }
        assertThat(ends)
                .containsOnly(returned || sharesAddress || orderedBefore ? "not rewarded 0 0" : "rewarded 200 100");
    }
}
