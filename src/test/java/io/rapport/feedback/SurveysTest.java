package io.rapport.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.inbox.Event;
import io.rapport.inbox.Reference;
import io.rapport.inbox.RejectedEvent;
import io.rapport.testing.RegisterFixture;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A survey")
class SurveysTest {

    @RegisterExtension
    static final RegisterFixture registers = new RegisterFixture();

    private final Surveys surveys = registers.get(Surveys.class);
    private String customer;
    private String about;
    private String survey;
    private int minutes;

    @BeforeEach
    void asked() {
        customer = registers.customer();
        about = "order:" + registers.order(customer, 20);
        survey = surveys.open("satisfaction", customer, about);
        minutes = 0;
    }

    /** An answer, given a minute after the one before. */
    private Event answer(String type, int score, String comment) {
        registers.clock().moveTo(RegisterFixture.NOON.plusSeconds(60L * ++minutes));
        return registers.event(type, customer, Map.of("surveyId", survey, "score", score, "comment", comment));
    }

    private Survey found() {
        return surveys.find(survey).orElseThrow();
    }

    @Test
    @DisplayName(
            "is opened once for a thing, though it is asked several times at once; other kinds and things have their own")
    void openedOnce() {
        String thing = "order:" + registers.order(customer, 30);
        assertThat(new HashSet<>(registers.atOnce(6, () -> surveys.open("satisfaction", customer, thing))))
                .hasSize(1);
        assertThat(surveys.open("satisfaction", customer, about)).isEqualTo(survey);
        assertThat(surveys.open("exit", customer, about)).isNotEqualTo(survey);
        assertThat(surveys.find("satisfaction", thing).orElseThrow().id()).isNotEqualTo(survey);
        assertThat(surveys.find("exit", thing)).isEmpty();
        assertThat(surveys.find("nobody's")).isEmpty();
    }

    @Test
    @DisplayName("asks anew after an answer, and the newest is the one that is found")
    void asksAnew() {
        registers.handle(answer("survey.answered", 2, ""));
        String second = surveys.open("satisfaction", customer, about);
        assertThat(second).isNotEqualTo(survey);
        assertThat(surveys.find("satisfaction", about).orElseThrow().id()).isEqualTo(second);
        assertThat(found().score()).isEqualTo(2);
    }

    @Test
    @DisplayName("keeps the words without what would turn the direction of reading of the page that shows them")
    void withoutDirections() {
        registers.handle(answer("survey.answered", 4, "\u202eGood\u2067 tea,\nשלום\u200f!"));
        assertThat(found().comment()).isEqualTo("Good tea,\nשלום\u200f!");
    }

    @Test
    @DisplayName("keeps the first answer until it is amended, and then the newest amendment")
    void amended() {
        registers.handle(answer("survey.answered", 1, "Late"));
        registers.handle(answer("survey.answered", 4, "Another first"));
        assertThat(found().score()).isEqualTo(1);
        assertThat(found().comment()).isEqualTo("Late");
        assertThat(found().answeredAt()).isEqualTo(RegisterFixture.NOON.plusSeconds(60));

        registers.handle(answer("survey.amended", 5, "Found it"));
        assertThat(found().score()).isEqualTo(5);
        assertThat(found().previousScore()).isEqualTo(1);
        assertThat(found().comment()).isEqualTo("Found it");

        registers.handle(answer("survey.amended", 3, "On second thoughts"));
        assertThat(found().score()).isEqualTo(3);
        assertThat(found().previousScore()).isEqualTo(5);
    }

    @Test
    @DisplayName("ends at the newest answer in whichever order and however often events are handled")
    void late() {
        Event first = answer("survey.answered", 1, "a");
        Event second = answer("survey.amended", 3, "b");
        Event third = answer("survey.amended", 5, "c");
        for (Event event : List.of(third, first, second, third, second, first)) {
            registers.handle(event);
        }
        assertThat(found().score()).isEqualTo(5);
        assertThat(found().comment()).isEqualTo("c");
    }

    @Test
    @DisplayName("that is amended by the same event twice keeps the score of before")
    void amendedTwiceByOne() {
        registers.handle(answer("survey.answered", 5, ""));
        Event amended = answer("survey.amended", 1, "");
        registers.handle(amended);
        registers.handle(amended);
        assertThat(found().score()).isEqualTo(1);
        assertThat(found().previousScore()).isEqualTo(5);
    }

    @Test
    @DisplayName("tells what its answer is about, so that the journey about it hears of it")
    void thing() {
        assertThat(registers.handle(answer("survey.answered", 3, ""))).containsExactly(Reference.parse(about));
        assertThat(registers.handle(answer("survey.amended", 4, ""))).containsExactly(Reference.parse(about));
    }

    @Test
    @DisplayName("takes no answer of another customer, nor to a survey that was never asked")
    void foreign() {
        String owner = customer;
        customer = registers.customer();
        for (String type : List.of("survey.answered", "survey.amended")) {
            assertThatThrownBy(() -> registers.handle(answer(type, 1, "")))
                    .isInstanceOf(RejectedEvent.class)
                    .hasMessageContaining("was not asked");
        }
        customer = owner;
        survey = "nobody's";
        assertThatThrownBy(() -> registers.handle(answer("survey.answered", 1, "")))
                .isInstanceOf(RejectedEvent.class);
        assertThat(surveys.find("satisfaction", about).orElseThrow().answeredAt())
                .isNull();
    }

    @Test
    @DisplayName("keeps the score of an erased customer, and not the words")
    void erased() {
        registers.handle(answer("survey.answered", 2, "Call me, Ann Lee"));
        registers.happens("customer.erased", customer, Map.of());
        assertThat(found().score()).isEqualTo(2);
        assertThat(found().comment()).isNull();
        assertThatThrownBy(() -> registers.handle(answer("survey.amended", 5, "Ann again")))
                .isInstanceOf(RejectedEvent.class);
        assertThat(found().comment()).isNull();
    }
}
