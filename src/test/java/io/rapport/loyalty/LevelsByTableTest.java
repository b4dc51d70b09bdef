package io.rapport.loyalty;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.customer.Moves;
import io.rapport.testing.PlainLoyaltyRules;
import io.rapport.testing.RegisterFixture;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("What a changed table of levels does to those who have one")
class LevelsByTableTest {

    private static final String UP = "{from:bronze,to:silver,direction:up,higher:true}";
    private static final String DOWN = "{from:silver,to:bronze,direction:down,higher:false}";

    @RegisterExtension
    static final RegisterFixture registers = new RegisterFixture();

    private final LoyaltyLedger ledger = registers.get(LoyaltyLedger.class);
    private final LevelsByTable levels = registers.get(LevelsByTable.class);
    private final PlainLoyaltyRules rules = (PlainLoyaltyRules) registers.get(LoyaltyRules.class);

    @BeforeEach
    void theTableStands() {
        registers.jdbc().sql("delete from rapport.loyalty_account").update();
        registers.jdbc().sql("delete from rapport.loyalty_level_table").update();
        release(500);
    }

    private void release(int silverFrom) {
        rules.releaseSilverFrom(silverFrom);
        evaluate();
    }

    private void evaluate() {
        while (levels.advance()) {
            // on with the next
        }
    }

    private String member(int points) {
        String customer = registers.customer();
        give(customer, points);
        return customer;
    }

    private void give(String customer, int points) {
        ledger.bonus(customer, points, "gift:" + registers.newId("g"), 24);
    }

    private void later(Duration time) {
        registers.clock().moveTo(registers.clock().instant().plus(time));
    }

    private List<String> events(String customer) {
        return registers.sent().stream()
                .filter(event -> event.customerId().equals(customer))
                .map(event -> event.data().toString().replace("\"", ""))
                .toList();
    }

    private String review(String customer) {
        return registers
                .jdbc()
                .sql("select level_since || ' to ' || review_on from rapport.loyalty_account where customer_id = :c")
                .param("c", customer)
                .query(String.class)
                .single();
    }

    private LevelPreview preview(int silverFrom) {
        PlainLoyaltyRules then = new PlainLoyaltyRules();
        then.releaseSilverFrom(silverFrom);
        return registers.get(LevelPreviews.class).of(String.valueOf(silverFrom), then::level);
    }

    @Test
    @DisplayName(
            "Whom it gives a higher level has it at once, with the news, as the release said before; nobody else moves")
    void rise() {
        String enough = member(300);
        String buyer = member(20);
        registers.order(buyer, 150);
        String tooFew = member(99);
        String silver = member(700);
        later(Duration.ofDays(40));

        assertThat(preview(100))
                .returns(4L, LevelPreview::members)
                .returns(List.of(Moves.of("level", "bronze", "silver", 2)), LevelPreview::moves)
                .returns("2 of 4 members would change level: bronze → silver (2)", LevelPreview::text);
        assertThat(ledger.level(enough)).as("a preview changes nothing").contains("bronze");

        release(100);
        evaluate();
        assertThat(ledger.level(enough)).contains("silver");
        assertThat(events(enough)).as("once").containsExactly(UP);
        assertThat(review(enough)).isEqualTo("2026-04-12 to 2027-04-13");
        assertThat(events(buyer)).as("by value").containsExactly(UP);
        assertThat(ledger.level(tooFew)).contains("bronze");
        assertThat(events(silver)).as("had it before").containsExactly(UP);
        assertThat(review(silver)).startsWith("2026-03-03");
    }

    @Test
    @DisplayName("A higher limit lowers nobody: what was reached under a table that stood stays until the review")
    void staysUntilReview() {
        release(100);
        later(Duration.ofDays(2));
        String member = member(300);
        assertThat(preview(500).text()).isEqualTo("none of 1 members would change level");
        release(500);
        assertThat(ledger.level(member)).contains("silver");
        assertThat(events(member)).containsExactly(UP);
    }

    @Test
    @DisplayName(
            "Who rose by a table that was live for less than a day goes back when it is taken back, and is reviewed as before")
    void takenBack() {
        String risen = member(60);
        String earning = member(5);
        String really = member(60);
        later(Duration.ofDays(40));
        release(50);
        give(earning, 60);
        String newcomer = member(70);
        assertThat(events(risen)).containsExactly(UP);
        assertThat(events(earning)).containsExactly(UP);
        assertThat(events(newcomer)).containsExactly(UP);
        give(really, 600);

        later(Duration.ofMinutes(2));
        assertThat(preview(500).text()).isEqualTo("3 of 4 members would change level: silver → bronze (3)");
        release(500);
        evaluate();
        assertThat(List.of(risen, earning, newcomer))
                .allSatisfy(customer -> assertThat(events(customer)).containsExactly(UP, DOWN))
                .allSatisfy(customer -> assertThat(ledger.level(customer)).contains("bronze"));
        assertThat(review(risen)).isEqualTo("2026-03-03 to 2027-03-04");
        assertThat(ledger.level(really)).as("reached it in any case").contains("silver");
        assertThat(events(really)).containsExactly(UP);
        give(risen, 600);
        assertThat(events(risen)).containsExactly(UP, DOWN, UP);
    }

    @Test
    @DisplayName("What was reached by the table before the mistake stays, also that of the same day")
    void beforeTheMistake() {
        String member = member(600);
        later(Duration.ofHours(1));
        release(50);
        later(Duration.ofMinutes(2));
        release(900);
        assertThat(ledger.level(member)).contains("silver");
        later(Duration.ofMinutes(2));
        release(500);
        later(Duration.ofMinutes(2));
        release(900);
        assertThat(ledger.level(member)).as("500 stood for long").contains("silver");
        assertThat(events(member)).containsExactly(UP);
    }

    @Test
    @DisplayName("A mistake that is corrected by another one within minutes is taken back as a whole")
    void severalMistakes() {
        String member = member(60);
        release(50);
        release(55);
        assertThat(events(member)).containsExactly(UP);
        release(400);
        assertThat(events(member)).containsExactly(UP, DOWN);
    }

    @Test
    @DisplayName(
            "Who was asked already is not asked again when it goes on elsewhere, and a node that knows an older table waits")
    void goesOn() {
        member(300);
        member(300);
        List<String> members = registers
                .jdbc()
                .sql("select customer_id from rapport.loyalty_account order by customer_id")
                .query(String.class)
                .list();
        String first = members.get(0);
        String second = members.get(1);
        registers
                .jdbc()
                .sql(
                        """
                update rapport.loyalty_level_table
                set content = '100', number = number + 1, after_customer = :first, finished_at = null""")
                .param("first", first)
                .update();
        evaluate();
        assertThat(events(second)).as("the node still knows the table before").isEmpty();
        rules.releaseSilverFrom(100);
        evaluate();
        assertThat(events(first)).isEmpty();
        assertThat(events(second)).containsExactly(UP);
    }

    @Test
    @DisplayName("The first table that is seen is no change, so that an upgrade writes to nobody")
    void firstTable() {
        String member = member(300);
        registers.jdbc().sql("delete from rapport.loyalty_level_table").update();
        release(100);
        assertThat(events(member)).isEmpty();
    }
}
