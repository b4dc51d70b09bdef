package io.rapport.dates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.inbox.DateEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@DisplayName("A date of a customer raises its event")
class DatesTest {

    @RegisterExtension
    static final DatesFixture dates = new DatesFixture();

    private static final String BIRTHDAY = "date.birthday";

    private static DateEvent entry(String name) {
        return dates.types().dates().stream()
                .filter(entry -> entry.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> birthdays() {
        return dates.raised(BIRTHDAY);
    }

    @Test
    @DisplayName("at the hour of the customer's own day, about the customer, behind what is live")
    void ownDay() {
        dates.at("2027-04-15T00:00:00Z");
        dates.customer("shanghai", "1986-04-17", "Asia/Shanghai");
        dates.customer("berlin", "1986-04-17", "Europe/Berlin");
        dates.customer("angeles", "1986-04-17", "America/Los_Angeles");
        dates.customer("nowhere", "1986-04-17", null);
        dates.customer("mistyped", "1986-04-17", "Mars/Olympus");
        dates.customer("tomorrow", "1986-04-18", "Asia/Shanghai");

        dates.at("2027-04-17T00:59:59Z");
        assertThat(birthdays()).isEmpty();
        dates.at("2027-04-17T01:00:00Z");
        assertThat(birthdays()).containsExactly("shanghai 2027-04-17");
        dates.at("2027-04-17T12:00:00Z");
        assertThat(birthdays())
                .as("who has no zone has the default one, UTC here")
                .containsExactly(
                        "shanghai 2027-04-17", "berlin 2027-04-17", "mistyped 2027-04-17", "nowhere 2027-04-17");
        assertThat(dates.occurredAt(BIRTHDAY, "berlin"))
                .as("the moment, not that at which somebody looked")
                .isEqualTo("2027-04-17T07:00:00Z");
        dates.at("2027-04-17T16:00:10Z");
        assertThat(birthdays()).contains("angeles 2027-04-17").hasSize(5);

        assertThat(dates.jdbc()
                        .sql("select distinct priority || state from rapport.inbox_event where type = :type")
                        .param("type", BIRTHDAY)
                        .query(String.class)
                        .list())
                .containsExactly("1waiting");
    }

    @Test
    @DisplayName("once a year, however often it is looked for")
    void onceAYear() {
        dates.at("2027-04-15T00:00:00Z");
        dates.customer("anna", "1986-04-17", "UTC");
        for (String moment : List.of("2027-04-17T09:00:00Z", "2027-04-17T09:00:10Z", "2027-04-17T23:00:00Z")) {
            dates.at(moment);
        }
        assertThat(birthdays()).containsExactly("anna 2027-04-17");
        dates.at("2028-04-16T09:00:00Z");
        dates.at("2028-04-17T09:00:00Z");
        assertThat(birthdays()).containsExactly("anna 2027-04-17", "anna 2028-04-17");
    }

    @Test
    @DisplayName("before it and after it, with the date itself")
    void beforeAndAfter() {
        dates.at("2026-12-26T00:00:00Z");
        dates.customer("anna", "1986-01-03", "UTC", "{\"contractStart\": \"2025-12-31\"}");
        dates.at("2026-12-27T08:30:00Z");
        assertThat(dates.raised("date.birthday-soon")).containsExactly("anna 2027-01-03");
        dates.at("2027-01-01T10:00:00Z");
        assertThat(dates.raised("date.contract-year")).containsExactly("anna 2026-12-31");
        assertThat(birthdays()).isEmpty();
    }

    @Test
    @DisplayName("on 28 February in common years for who was born on the leap day, also where the year is unknown")
    void leapDay() {
        dates.at("2027-02-27T00:00:00Z");
        dates.customer("anna", "1992-02-29", "UTC");
        dates.customer("bea", "--02-29", "UTC");
        dates.customer("cora", "1992-02-28", "UTC");
        dates.at("2027-02-28T09:00:00Z");
        dates.at("2027-03-01T09:00:00Z");
        assertThat(birthdays()).containsExactly("anna 2027-02-28", "bea 2027-02-28", "cora 2027-02-28");
        dates.at("2028-02-28T09:00:00Z");
        dates.at("2028-02-29T09:00:00Z");
        dates.at("2028-03-01T09:00:00Z");
        assertThat(birthdays().subList(3, 6)).containsExactly("cora 2028-02-28", "anna 2028-02-29", "bea 2028-02-29");
        assertThat(birthdays()).hasSize(6);
    }

    @Test
    @DisplayName("from the first anniversary on; of an unknown year each year")
    void firstYear() {
        dates.at("2027-04-16T00:00:00Z");
        dates.customer("newborn", "2027-04-17", "UTC");
        dates.customer("ageless", "--04-17", "UTC");
        dates.at("2027-04-17T09:00:00Z");
        assertThat(birthdays()).containsExactly("ageless 2027-04-17");
        dates.at("2028-04-17T09:00:00Z");
        assertThat(birthdays()).contains("newborn 2028-04-17");
    }

    @Test
    @DisplayName("once where it comes once, and again when it is put off to another year")
    void once() {
        dates.at("2027-01-01T00:00:00Z");
        dates.customer("anna", null, "UTC", "{\"contractEnd\": \"2027-03-31\"}");
        dates.customer("bea", null, "UTC", "{\"contractEnd\": \"2028-03-31\"}");
        dates.customer("cora", null, "UTC", "{\"contractEnd\": \"soon\", \"note\": \"2027-03-31\"}");
        dates.at("2027-03-01T10:00:00Z");
        assertThat(dates.raised("date.contract-ends")).containsExactly("anna 2027-03-31");
        dates.customer("anna", null, "UTC", "{\"contractEnd\": \"2028-03-31\"}");
        dates.at("2028-02-29T10:00:00Z");
        assertThat(dates.raised("date.contract-ends"))
                .as("30 days before 31 March 2028 is 1 March")
                .hasSize(1);
        dates.at("2028-03-01T10:00:00Z");
        assertThat(dates.raised("date.contract-ends"))
                .containsExactly("anna 2027-03-31", "anna 2028-03-31", "bea 2028-03-31");
    }

    @Test
    @DisplayName("where it is when its hour comes: a date that moves is not raised where it was")
    void moved() {
        dates.at("2027-04-16T00:00:00Z");
        dates.customer("later", "1986-04-17", "UTC");
        dates.customer("earlier", "1986-06-01", "UTC");
        dates.customer("gone", "1986-04-17", "UTC");
        dates.at("2027-04-17T08:59:00Z");
        dates.customer("later", "1986-05-01", "UTC");
        dates.customer("earlier", "1986-04-17", "UTC");
        dates.customer("gone", null, null);
        dates.at("2027-04-17T09:00:00Z");
        assertThat(birthdays()).containsExactly("earlier 2027-04-17");
        dates.at("2027-05-01T09:00:00Z");
        assertThat(birthdays()).containsExactly("earlier 2027-04-17", "later 2027-05-01");
    }

    @Test
    @DisplayName("once in the year although the date moves after it was raised")
    void movedAfterwards() {
        dates.at("2027-04-16T00:00:00Z");
        dates.customer("anna", "1986-04-17", "UTC");
        dates.at("2027-04-17T09:00:00Z");
        dates.customer("anna", "1986-04-20", "UTC");
        dates.at("2027-04-20T09:00:00Z");
        assertThat(birthdays()).containsExactly("anna 2027-04-17");
        dates.at("2028-04-20T09:00:00Z");
        assertThat(birthdays()).containsExactly("anna 2027-04-17", "anna 2028-04-20");
    }

    @Test
    @DisplayName("though the customer moves east past the hour, and once though the customer moves west before it")
    void zones() {
        dates.at("2027-04-16T00:00:00Z");
        dates.customer("east", "1986-04-17", "America/New_York");
        dates.customer("farEast", "1986-04-17", "America/New_York");
        dates.customer("west", "1986-04-17", "Europe/Berlin");
        dates.at("2027-04-17T08:00:00Z");
        assertThat(birthdays()).containsExactly("west 2027-04-17");
        // 09:00 in Berlin was at 07:00, in Auckland at 21:00 the day before; in New York it will be at 13:00
        dates.customer("east", "1986-04-17", "Europe/Berlin");
        dates.customer("farEast", "1986-04-17", "Pacific/Auckland");
        dates.customer("west", "1986-04-17", "America/New_York");
        dates.at("2027-04-17T08:00:10Z");
        assertThat(birthdays()).containsExactlyInAnyOrder("west 2027-04-17", "east 2027-04-17", "farEast 2027-04-17");
        dates.at("2027-04-17T13:00:00Z");
        assertThat(birthdays()).hasSize(3);
    }

    @Test
    @DisplayName("late when it becomes known on its day, within what dates.yaml allows, but not a day later")
    void knownLate() {
        dates.at("2027-04-16T00:00:00Z");
        dates.at("2027-04-17T15:00:00Z");
        dates.customer("today", "1986-04-17", "UTC");
        dates.customer("yesterday", "1986-04-16", "UTC");
        dates.customer("soon", "1986-04-24", "UTC");
        dates.at("2027-04-17T15:00:10Z");
        assertThat(birthdays()).containsExactly("today 2027-04-17");
        assertThat(dates.raised("date.birthday-soon"))
                .as("let go: it was at 08:30")
                .isEmpty();
    }

    @Test
    @DisplayName("after downtime as far back as dates.yaml says, and lets go what is older")
    void downtime() {
        dates.at("2027-04-10T00:00:00Z");
        dates.customer("one", "1986-04-14", "UTC");
        dates.customer("two", "1986-04-15", "UTC");
        dates.customer("three", "1986-04-16", "UTC");
        dates.customer("week", "1986-04-23", "UTC");
        dates.at("2027-04-10T00:00:10Z");
        // nobody looks until the 17th; the window of the birthday is two days
        dates.at("2027-04-17T08:00:00Z");
        assertThat(birthdays()).containsExactly("two 2027-04-15", "three 2027-04-16");
        assertThat(dates.occurredAt(BIRTHDAY, "two")).isEqualTo("2027-04-15T09:00:00Z");
        assertThat(dates.raised("date.birthday-soon")).isEmpty();
    }

    @Test
    @DisplayName("though a node starts anew at that moment, which is no downtime")
    void shortBreak() {
        dates.at("2027-04-10T00:00:00Z");
        dates.customer("anna", "1986-04-24", "UTC");
        dates.at("2027-04-17T08:29:50Z");
        dates.at("2027-04-17T08:40:00Z");
        assertThat(dates.raised("date.birthday-soon")).containsExactly("anna 2027-04-24");
    }

    @Test
    @DisplayName("not of what was due before the entry was there: state is no news")
    void newEntry() {
        dates.customer("anna", "1986-04-17", "UTC");
        dates.at("2027-04-17T09:30:00Z");
        dates.at("2027-04-17T09:30:10Z");
        assertThat(birthdays()).isEmpty();
    }

    @Test
    @DisplayName("not of a customer who was erased")
    void erased() {
        dates.at("2027-04-16T00:00:00Z");
        dates.customer("anna", "1986-04-17", "UTC", "{\"contractEnd\": \"2027-05-17\"}");
        assertThat(dates.jdbc()
                        .sql("select count(*) from rapport.customer_date")
                        .query(Long.class)
                        .single())
                .isEqualTo(2);
        dates.customer("anna", null, null);
        assertThat(dates.jdbc()
                        .sql("select count(*) from rapport.customer_date")
                        .query(Long.class)
                        .single())
                .as("nothing personal stays")
                .isZero();
        dates.at("2027-04-17T10:00:00Z");
        assertThat(birthdays()).isEmpty();
    }

    @Test
    @DisplayName("whatever stands in the attributes beside it")
    void oddAttributes() {
        dates.at("2027-04-16T00:00:00Z");
        dates.customer(
                "odd",
                null,
                "UTC",
                "{\"a\": \"9999-99-99\", \"b\": \"0000-00-00\", \"c\": 20270417, \"d\": true, \"e\": \"2027-04-17 \","
                        + " \"f\": \"２０２７-04-17\", \"contractEnd\": 5}");
        assertThat(dates.jdbc()
                        .sql("select name from rapport.customer_date order by name")
                        .query(String.class)
                        .list())
                .containsExactly("attributes.a", "attributes.b");
    }

    @Test
    @DisplayName("to a thousand customers in pages, on where the last one ended though a node dies between two")
    void pages() {
        dates.at("2027-04-16T00:00:00Z");
        IntStream.range(0, 700)
                .forEach(i -> dates.customer("b" + i, "1986-04-17", i % 2 == 0 ? "Europe/Berlin" : "Europe/Paris"));
        IntStream.range(0, 700).forEach(i -> dates.customer("l" + i, "1986-04-17", "Europe/London"));
        dates.clock().moveTo(Instant.parse("2027-04-17T07:00:00Z"));
        DateRun run = dates.get(DateRun.class);
        assertThat(run.advance(entry("birthday"))).isTrue();
        assertThat(birthdays()).hasSize(DateRun.PAGE);
        assertThatThrownBy(() -> new TransactionTemplate(dates.get(PlatformTransactionManager.class))
                        .executeWithoutResult(status -> {
                            run.advance(entry("birthday"));
                            throw new IllegalStateException("the node dies");
                        }))
                .hasMessage("the node dies");
        assertThat(birthdays()).as("nothing is half done").hasSize(DateRun.PAGE);
        dates.at("2027-04-17T07:00:05Z");
        assertThat(birthdays()).hasSize(700).doesNotHaveDuplicates();
        dates.at("2027-04-17T08:00:00Z");
        assertThat(birthdays()).hasSize(1400).doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("once though four nodes look at the same time, with customers whose dates change meanwhile")
    void severalNodes() throws Exception {
        dates.at("2027-04-16T00:00:00Z");
        IntStream.range(0, 1200).forEach(i -> dates.customer("n" + i, "1986-04-17", "UTC"));
        dates.clock().moveTo(Instant.parse("2027-04-17T09:00:00Z"));
        ExecutorService nodes = Executors.newFixedThreadPool(5);
        try {
            List<Callable<Object>> work = new ArrayList<>();
            for (int node = 0; node < 4; node++) {
                work.add(() -> {
                    dates.get(DueEvents.class).raise();
                    return null;
                });
            }
            work.add(() -> {
                for (int i = 0; i < 200; i++) {
                    dates.customer("n" + i * 6, "1986-04-17", i % 2 == 0 ? "Europe/London" : "Africa/Accra");
                }
                return null;
            });
            for (Future<Object> done : nodes.invokeAll(work)) {
                done.get();
            }
        } finally {
            nodes.shutdownNow();
        }
        dates.at("2027-04-17T09:00:10Z");
        assertThat(birthdays()).hasSize(1200).doesNotHaveDuplicates();
    }
}
