package io.rapport.contactpolicy;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.contactpolicy.FrequencyCaps.CompetingMessage;
import io.rapport.contactpolicy.FrequencyCaps.CountedMessage;
import io.rapport.contactpolicy.PolicyDecisionService.Limit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("How many messages are enough")
class FrequencyCapsTest {

    private static final Instant NOW = Instant.parse("2026-03-03T11:00:00Z");
    private static final Set<String> COUNTING = Set.of("care", "promotional");
    private static final Limit TWO_A_WEEK = new Limit("category", 2, 7);
    private static final Limit FOUR_IN_ALL = new Limit("total", 4, 7);

    @Test
    @DisplayName("A slot is free again when the oldest contact leaves the window, to the moment")
    void exact() {
        List<CountedMessage> contacts = List.of(contact("promotional", 2), contact("promotional", 6));

        FrequencyCaps slots = count(List.of(TWO_A_WEEK), contacts, List.of());

        assertThat(slots.cap()).isEqualTo(Cap.CATEGORY);
        assertThat(slots.freeAt()).isEqualTo(NOW.plus(Duration.ofDays(1)));
        assertThat(slots.counted()).isEqualTo("promotional 2 of 2 in 7 days");
        assertThat(FrequencyCaps.count(
                                "promotional", List.of(TWO_A_WEEK), COUNTING, contacts, List.of(), slots.freeAt())
                        .cap())
                .isEqualTo(Cap.NONE);
    }

    @Test
    @DisplayName("The total is over the categories that count; others are not in it")
    void total() {
        List<CountedMessage> contacts = List.of(
                contact("care", 1),
                contact("care", 2),
                contact("care", 3),
                contact("service", 1),
                contact("transactional", 1));

        assertThat(count(List.of(TWO_A_WEEK, FOUR_IN_ALL), contacts, List.of()).cap())
                .isEqualTo(Cap.NONE);
        assertThat(count(
                                List.of(TWO_A_WEEK, FOUR_IN_ALL),
                                List.of(
                                        contact("care", 1),
                                        contact("care", 2),
                                        contact("care", 3),
                                        contact("promotional", 5)),
                                List.of())
                        .cap())
                .isEqualTo(Cap.TOTAL);
    }

    @Test
    @DisplayName("Of several limits the one that frees last decides when")
    void several() {
        List<CountedMessage> contacts = List.of(contact("promotional", 6), contact("promotional", 0));

        FrequencyCaps slots = count(List.of(new Limit("category", 1, 1), TWO_A_WEEK), contacts, List.of());

        assertThat(slots.freeAt()).isEqualTo(NOW.plus(Duration.ofDays(1)));
        assertThat(count(List.of(new Limit("category", 0, 7)), List.of(), List.of())
                        .freeAt())
                .isEqualTo(Instant.MAX);
        assertThat(count(List.of(new Limit("total", null, 7)), contacts, List.of())
                        .cap())
                .isEqualTo(Cap.NONE);
    }

    @Test
    @DisplayName("The last slot is for who goes first; with room for both nobody waits")
    void rivals() {
        List<CountedMessage> one = List.of(contact("promotional", 3));
        CompetingMessage due = new CompetingMessage("promotional", null);

        assertThat(count(List.of(TWO_A_WEEK), one, List.of(due)).outranked()).isTrue();
        assertThat(count(List.of(TWO_A_WEEK), List.of(), List.of(due)).outranked())
                .isFalse();
        assertThat(count(List.of(TWO_A_WEEK), List.of(), List.of(due, due)).outranked())
                .isTrue();
    }

    @Test
    @DisplayName("Who is held by another limit does not want this slot")
    void heldElsewhere() {
        CompetingMessage heldByItsCategory = new CompetingMessage("care", Cap.CATEGORY);
        CompetingMessage heldByTheTotal = new CompetingMessage("care", Cap.TOTAL);
        List<CountedMessage> three = List.of(contact("promotional", 3), contact("care", 1), contact("care", 2));

        assertThat(count(List.of(FOUR_IN_ALL), three, List.of(heldByItsCategory))
                        .outranked())
                .isFalse();
        assertThat(count(List.of(FOUR_IN_ALL), three, List.of(heldByTheTotal)).outranked())
                .isTrue();
    }

    @Property
    @Label("However the messages come, no window of a week ever holds more than the limit")
    void neverMore(@ForAll @Size(min = 1, max = 40) List<@IntRange(max = 300) Integer> pauses) {
        List<CountedMessage> sent = new java.util.ArrayList<>();
        Instant at = NOW;
        for (int hours : pauses) {
            at = at.plus(Duration.ofHours(hours));
            FrequencyCaps slots =
                    FrequencyCaps.count("promotional", List.of(TWO_A_WEEK), COUNTING, sent, List.of(), at);
            if (slots.cap() != Cap.NONE) {
                assertThat(slots.freeAt()).isAfter(at).isBeforeOrEqualTo(at.plus(Duration.ofDays(7)));
                at = slots.freeAt();
                assertThat(FrequencyCaps.count("promotional", List.of(TWO_A_WEEK), COUNTING, sent, List.of(), at)
                                .cap())
                        .isEqualTo(Cap.NONE);
            }
            sent.add(new CountedMessage("promotional", at));
        }
        assertThat(IntStream.range(2, sent.size())).allSatisfy(i -> assertThat(
                        Duration.between(sent.get(i - 2).at(), sent.get(i).at()))
                .isGreaterThanOrEqualTo(Duration.ofDays(7)));
    }

    private static FrequencyCaps count(
            List<Limit> limits, List<CountedMessage> contacts, List<CompetingMessage> rivals) {
        return FrequencyCaps.count("promotional", limits, COUNTING, contacts, rivals, NOW);
    }

    private static CountedMessage contact(String category, int daysAgo) {
        return new CountedMessage(category, NOW.minus(Duration.ofDays(daysAgo)));
    }
}
