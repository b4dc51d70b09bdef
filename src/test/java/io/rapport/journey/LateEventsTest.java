package io.rapport.journey;

import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rapport.calendar.BusinessClock;
import io.rapport.customer.Customers;
import io.rapport.customer.TimelineEntry;
import io.rapport.customer.TimelineEntry.Kind;
import io.rapport.customer.TimelineSource;
import io.rapport.customer.TimelineSource.TimelineRequest;
import io.rapport.inbox.EventEffect;
import io.rapport.inbox.EventStatus;
import io.rapport.inbox.Inbox;
import io.rapport.inbox.NewEvent;
import io.rapport.testing.Journeys;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Shop;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

@RapportTest
@DisplayName("What happened too long ago is taken in, and starts no journey that would be silly by now")
class LateEventsTest {

    private static final String SOURCE = "urn:test";

    @Autowired
    private Journeys journeys;

    @Autowired
    private Shop shop;

    @Autowired
    private Inbox inbox;

    @Autowired
    private Customers customers;

    @Autowired
    private List<TimelineSource> timelines;

    @Autowired
    private ObjectMapper json;

    @Autowired
    private BusinessClock clock;

    @BeforeEach
    void inTheMorning() {
        journeys.moveTo(Shop.next(DayOfWeek.TUESDAY, LocalTime.of(9, 0)));
    }

    @AfterEach
    void end() {
        journeys.end();
    }

    private NewEvent registration(String id, String customer, Instant happened) {
        return new NewEvent(
                SOURCE,
                id,
                "customer.registered",
                customer,
                happened,
                json.valueToTree(Map.of(
                        "firstName",
                        "Ann",
                        "email",
                        customer + "@example.com",
                        "locale",
                        "en-GB",
                        "timeZone",
                        "Europe/London")));
    }

    private EventEffect.Kind effect(String event, String journey) {
        EventStatus status = journeys.status(event);
        assertThat(status.state()).isEqualTo(EventStatus.State.DONE);
        return status.effects().stream()
                .filter(effect -> effect.journey().equals(journey))
                .findFirst()
                .orElseThrow()
                .kind();
    }

    private List<TimelineEntry> timeline(String customer) {
        TimelineRequest request = new TimelineRequest(
                customer, Set.of(Kind.JOURNEY), clock.instant().plus(Duration.ofDays(1)), 50, Locale.CHINESE);
        return timelines.stream()
                .flatMap(source -> source.entries(request).stream())
                .toList();
    }

    @ParameterizedTest(name = "{0} days ago: {1}")
    @CsvSource({"13, STARTED", "15, LATE"})
    @DisplayName("A registration of two weeks ago is welcomed, an older one is not, though the customer is known")
    void registration(int daysAgo, EventEffect.Kind effect) {
        String customer = newId("c");
        String event = newId("e");
        inbox.accept(registration(event, customer, clock.instant().minus(Duration.ofDays(daysAgo))));
        journeys.settle();

        assertThat(effect(event, "onboarding")).isEqualTo(effect);
        assertThat(customers.find(customer)).isPresent();
        assertThat(journeys.messages(customer).isEmpty()).isEqualTo(effect == EventEffect.Kind.LATE);
    }

    @Test
    @DisplayName("What its sender wanted delivered later is as old as that moment")
    void deliveredLater() {
        String customer = newId("c");
        String event = newId("e");
        inbox.accept(
                registration(event, customer, clock.instant()), clock.instant().plus(Duration.ofDays(30)));
        journeys.pass(Duration.ofDays(31));

        assertThat(effect(event, "onboarding")).isEqualTo(EventEffect.Kind.STARTED);
    }

    @ParameterizedTest(name = "{0} hours later: {1}")
    @CsvSource({"9, STARTED", "24, LATE"})
    @DisplayName(
            "A birthday that is replayed on its day is wished well on, on a later day nothing goes out, and that shows")
    void replayedBirthday(int hours, EventEffect.Kind effect) {
        String customer = shop.customer();
        String event = newId("e");
        Instant happened = clock.instant();
        journeys.accept(event, "date.birthday", customer, Map.of("date", "2027-02-28"));
        journeys.moveTo(clock.instant().plus(Duration.ofHours(hours)));
        journeys.settle();

        assertThat(effect(event, "birthday")).isEqualTo(effect);
        boolean late = effect == EventEffect.Kind.LATE;
        assertThat(journeys.messages(customer, "customer-care").isEmpty()).isEqualTo(late);
        assertThat(timeline(customer))
                .filteredOn(one -> one.what().equals("journey.late"))
                .hasSize(late ? 1 : 0);
        if (late) {
            TimelineEntry entry = timeline(customer).stream()
                    .filter(one -> one.what().equals("journey.late"))
                    .findFirst()
                    .orElseThrow();
            assertThat(entry.facts())
                    .contains(entry("journey", "生日关怀"), entry("about", "customer:" + customer))
                    .containsKey("happened");
            assertThat((Instant) entry.facts().get("happened")).isBetween(happened, happened.plusSeconds(60));
        }
    }
}
