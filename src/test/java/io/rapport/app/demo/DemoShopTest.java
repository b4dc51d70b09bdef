package io.rapport.app.demo;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rapport.calendar.WorkingTime;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Reads what the demo plays as somebody would who runs a shop, whenever the demo starts. */
@DisplayName("The demo's shop")
class DemoShopTest {

    private static final WorkingTime DESK = new WorkingTime(
            ZoneId.of("Europe/Berlin"),
            LocalTime.of(9, 0),
            LocalTime.of(17, 0),
            EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY),
            Set.of());

    private static final Instant SOME_MONDAY = Instant.parse("2026-06-15T00:07:13Z");

    private static final Recording RECORDING = Recording.load();

    /** Each hour of a week in summer, and some around the days on which clocks change. */
    static Stream<Instant> starts() {
        return Stream.concat(
                IntStream.range(0, 7 * 24).mapToObj(hour -> SOME_MONDAY.plus(hour, ChronoUnit.HOURS)),
                Stream.of(
                                "2026-03-29T00:30:00Z",
                                "2026-04-20T03:00:00Z",
                                "2026-10-25T00:30:00Z",
                                "2026-11-20T22:00:00Z")
                        .map(Instant::parse));
    }

    private static String type(Recording.Line line) {
        return line.event().path("type").asText();
    }

    private static String subject(Recording.Line line) {
        return line.event().path("subject").asText();
    }

    private static JsonNode data(Recording.Line line) {
        return line.event().path("data");
    }

    private static LocalTime timeOfDay(Instant moment, ZoneId zone) {
        return moment.atZone(zone).toLocalTime();
    }

    @Nested
    @DisplayName("in the 45 days that are recorded")
    class Recorded {

        @ParameterizedTest
        @MethodSource("io.rapport.app.demo.DemoShopTest#starts")
        @DisplayName("has customers who are awake, where they are, and staff who are at work")
        void hours(Instant start) {
            for (Recording.Line line : RECORDING.lines()) {
                Instant moment = line.moment(start, DESK);
                assertThat(moment).as(line.toString()).isBetween(start.minus(Duration.ofDays(46)), start);
                if (Set.of("contact.noted", "customer.adviser-changed").contains(type(line))) {
                    assertThat(DESK.days()).contains(moment.atZone(DESK.zone()).getDayOfWeek());
                    assertThat(timeOfDay(moment, DESK.zone()))
                            .as(line.toString())
                            .isBetween(LocalTime.of(9, 0), LocalTime.of(17, 0));
                } else {
                    assertThat(timeOfDay(moment, line.zone()))
                            .as(line.toString())
                            .isBetween(LocalTime.of(8, 0), LocalTime.of(22, 0));
                }
            }
        }

        @ParameterizedTest
        @MethodSource("io.rapport.app.demo.DemoShopTest#starts")
        @DisplayName("hears of nobody before they registered, and of no order before it was placed")
        void order(Instant start) {
            Set<String> known = new HashSet<>();
            Map<String, Instant> invited = new HashMap<>();
            for (Recording.Line line : RECORDING.inOrder(start, DESK)) {
                String about = data(line).path("orderId").asText("");
                if (type(line).equals("customer.registered")) {
                    known.add(subject(line));
                }
                if (type(line).equals("order.placed")) {
                    known.add(about);
                }
                if (type(line).equals("survey.answered")) {
                    invited.putIfAbsent(subject(line), line.moment(start, DESK));
                }
                assertThat(known).as(line.toString()).contains(subject(line));
                if (!about.isEmpty()) {
                    assertThat(known).as(line.toString()).contains(about);
                }
                line.referralCodeOf().ifPresent(friend -> assertThat(invited.get("customer:" + friend))
                        .as("who is asked to recommend the shop has liked it: " + line)
                        .isBefore(line.moment(start, DESK).minus(Duration.ofDays(1))));
            }
        }

        @ParameterizedTest
        @MethodSource("io.rapport.app.demo.DemoShopTest#starts")
        @DisplayName("answers complaints while the desk is open, one of six too late, and customers accept after that")
        void complaints(Instant start) {
            Map<String, Instant> opened = new HashMap<>();
            Map<String, Instant> accepted = new HashMap<>();
            for (Recording.Line line : RECORDING.lines()) {
                Map<String, Instant> moments =
                        switch (type(line)) {
                            case "complaint.opened" -> opened;
                            case "complaint.answered" -> accepted;
                            default -> new HashMap<>();
                        };
                moments.put("complaint:" + data(line).path("complaintId").asText(), line.moment(start, DESK));
            }
            int late = 0;
            for (DemoTasks.Work work : DemoTasks.load()) {
                Instant done = work.moment(start, DESK);
                Instant complained = opened.get(work.about());
                assertThat(timeOfDay(done, DESK.zone())).isBetween(LocalTime.of(9, 0), LocalTime.of(17, 0));
                assertThat(DESK.days()).contains(done.atZone(DESK.zone()).getDayOfWeek());
                assertThat(done).as(work.toString()).isAfter(complained);
                late += done.isAfter(DESK.plus(complained, Duration.ofHours(24))) ? 1 : 0;
                if (accepted.containsKey(work.about())) {
                    assertThat(accepted.get(work.about())).as(work.toString()).isAfter(done.plus(Duration.ofHours(2)));
                }
            }
            assertThat(late).isEqualTo(1);
            assertThat(accepted).hasSize(5);
        }

        @Test
        @DisplayName("keeps what follows within days from something in its order, at any hour")
        void wholeDays() {
            for (Instant start : starts().toList()) {
                ZoneId zone = ZoneId.of("America/New_York");
                Instant one = DemoDay.awake(start, zone);
                assertThat(DemoDay.awake(start.plus(Duration.ofDays(3)).plusSeconds(1), zone))
                        .isAfterOrEqualTo(DemoDay.awake(start.plus(Duration.ofDays(3)), zone));
                assertThat(one).isBeforeOrEqualTo(start).isAfter(start.minus(Duration.ofHours(11)));
            }
        }

        @Test
        @DisplayName("has customers who are content for the most part, some who are not, and all kinds of opinions")
        void opinions() {
            Map<Integer, Long> scores = RECORDING.lines().stream()
                    .filter(line -> type(line).equals("survey.answered"))
                    .collect(groupingBy(line -> data(line).path("score").asInt(), counting()));
            long all = scores.values().stream().mapToLong(Long::longValue).sum();
            assertThat(scores.keySet()).contains(1, 2, 3, 4, 5);
            assertThat(scores.get(5) + scores.get(4)).isBetween(all / 2, all * 9 / 10);
        }

        @Test
        @DisplayName("is spread over the days: no day has a tenth of all that happens")
        void days() {
            RECORDING.lines().stream()
                    .filter(line -> type(line).equals("order.placed"))
                    .collect(groupingBy(line -> line.at().toDays(), counting()))
                    .forEach(
                            (day, orders) -> assertThat(orders).as("day " + day).isLessThanOrEqualTo(4));
        }
    }

    @Nested
    @DisplayName("in the years before, that are brought in")
    class BroughtIn {

        private static final Instant START = Instant.parse("2026-06-15T10:00:00Z");
        private static final Map<String, Map<String, String>> CUSTOMERS = new LinkedHashMap<>();

        @BeforeAll
        static void customers() throws IOException {
            rows("customers", START).forEach(row -> CUSTOMERS.put(row.get("id"), row));
        }

        private static List<Map<String, String>> rows(String kind, Instant start) throws IOException {
            List<List<String>> lines = DemoHistory.filledIn("history-" + kind + ".csv", start)
                    .lines()
                    .map(BroughtIn::cells)
                    .toList();
            List<Map<String, String>> rows = new ArrayList<>();
            for (List<String> line : lines.subList(1, lines.size())) {
                Map<String, String> row = new LinkedHashMap<>();
                for (int i = 0; i < line.size(); i++) {
                    row.put(lines.get(0).get(i), line.get(i));
                }
                rows.add(row);
            }
            return rows;
        }

        private static List<String> cells(String line) {
            List<String> cells = new ArrayList<>();
            StringBuilder cell = new StringBuilder();
            boolean quoted = false;
            for (char c : line.toCharArray()) {
                if (c == '"') {
                    quoted = !quoted;
                } else if (c == ',' && !quoted) {
                    cells.add(cell.toString());
                    cell.setLength(0);
                } else {
                    cell.append(c);
                }
            }
            cells.add(cell.toString());
            return cells;
        }

        private static Instant registered(String customer) {
            assertThat(CUSTOMERS).containsKey(customer);
            return Instant.parse(CUSTOMERS.get(customer).get("registeredAt"));
        }

        private static ZoneId zone(String customer) {
            return ZoneId.of(CUSTOMERS.get(customer).get("timeZone"));
        }

        private static void awake(String customer, String moment) {
            assertThat(timeOfDay(Instant.parse(moment), zone(customer)))
                    .as(customer + " " + moment)
                    .isBetween(LocalTime.of(8, 0), LocalTime.of(23, 0));
        }

        @Test
        @DisplayName("has other customers than the recording: who registers there has ordered nothing before")
        void others() {
            assertThat(CUSTOMERS).hasSizeGreaterThan(200);
            assertThat(RECORDING.lines())
                    .extracting(line -> subject(line).substring("customer:".length()))
                    .doesNotContainAnyElementsOf(CUSTOMERS.keySet());
        }

        @Test
        @DisplayName("has everybody registered before their first order, and orders at the hours of a shop")
        void orders() throws IOException {
            Map<LocalTime, Long> hours = new HashMap<>();
            for (Map<String, String> row : rows("orders", START)) {
                String customer = row.get("customerId");
                if (customer.isEmpty()) {
                    continue;
                }
                assertThat(Instant.parse(row.get("placedAt")))
                        .as(row.toString())
                        .isAfter(registered(customer));
                awake(customer, row.get("placedAt"));
                hours.merge(
                        timeOfDay(Instant.parse(row.get("placedAt")), zone(customer))
                                .truncatedTo(ChronoUnit.HOURS),
                        1L,
                        Long::sum);
                if (!row.get("deliveredAt").isEmpty()) {
                    assertThat(Instant.parse(row.get("deliveredAt"))).isAfter(row.get("placedAt"));
                    awake(customer, row.get("deliveredAt"));
                }
            }
            assertThat(hours.get(LocalTime.of(20, 0)))
                    .as("in the evening more is bought than in the morning")
                    .isGreaterThan(2 * hours.get(LocalTime.of(8, 0)));
        }

        @ParameterizedTest
        @MethodSource("io.rapport.app.demo.DemoShopTest#starts")
        @DisplayName("has nothing that is still to come, whenever it is brought in")
        void past(Instant start) throws IOException {
            for (String kind : List.of("customers", "orders", "consents", "points")) {
                for (Map<String, String> row : rows(kind, start)) {
                    row.forEach((column, cell) -> {
                        if (column.endsWith("At") && !cell.isEmpty()) {
                            assertThat(Instant.parse(cell)).as(row.toString()).isBefore(start);
                        }
                    });
                }
            }
        }

        @Test
        @DisplayName(
                "adds up: orders to their lines, in currencies that have a rate on that day, and a turnover that grows")
        void amounts() throws IOException {
            Map<String, BigDecimal> rates = new HashMap<>(Map.of("EUR", BigDecimal.ONE));
            LocalDate firstDay =
                    START.minus(Duration.ofDays(3 * 365)).atZone(ZoneOffset.UTC).toLocalDate();
            Files.readAllLines(Path.of("processes/exchange-rates.csv")).stream()
                    .filter(line -> line.matches("\\d.*"))
                    .map(line -> line.split(","))
                    .filter(rate -> !LocalDate.parse(rate[0]).isAfter(firstDay))
                    .forEach(rate -> rates.put(rate[2], new BigDecimal(rate[3])));
            Map<String, BigDecimal> totals = new HashMap<>();
            Map<String, BigDecimal> sums = new HashMap<>();
            Map<Integer, BigDecimal> years = new HashMap<>();
            for (Map<String, String> row : rows("orders", START)) {
                if (!row.get("total").isEmpty()) {
                    totals.put(row.get("id"), new BigDecimal(row.get("total")));
                    assertThat(rates).containsKey(row.get("currency"));
                    BigDecimal euros = new BigDecimal(row.get("total"))
                            .divide(rates.get(row.get("currency")), 2, RoundingMode.HALF_UP);
                    long daysAgo = Duration.between(Instant.parse(row.get("placedAt")), START)
                            .toDays();
                    years.merge((int) (daysAgo / 365), euros, BigDecimal::add);
                }
                sums.merge(
                        row.get("id"),
                        new BigDecimal(row.get("price")).multiply(new BigDecimal(row.get("quantity"))),
                        BigDecimal::add);
            }
            sums.forEach((order, sum) -> assertThat(totals.get(order)).as(order).isEqualByComparingTo(sum));
            assertThat(years.get(0)).isGreaterThan(years.get(1));
            assertThat(years.get(1)).isGreaterThan(years.get(2));
        }

        @Test
        @DisplayName("has points of members alone, given before they were used, and no more used than given")
        void points() throws IOException {
            Map<String, Integer> given = new HashMap<>();
            Map<String, String> since = new HashMap<>();
            for (Map<String, String> row : rows("points", START)) {
                int points = Integer.parseInt(row.get("points"));
                awake(row.get("customerId"), row.get("recordedAt"));
                assertThat(Instant.parse(row.get("recordedAt"))).isAfter(registered(row.get("customerId")));
                if (row.get("lot").isEmpty()) {
                    given.put(row.get("id"), points);
                    since.put(row.get("id"), row.get("recordedAt"));
                } else {
                    assertThat(given.get(row.get("lot"))).as(row.toString()).isGreaterThanOrEqualTo(points);
                    assertThat(Instant.parse(row.get("recordedAt"))).isAfter(since.get(row.get("lot")));
                }
            }
            assertThat(given).hasSizeGreaterThan(20);
        }

        @Test
        @DisplayName("has consents that were said at the registration or after it, the newest of each customer last")
        void consents() throws IOException {
            Map<String, Instant> last = new HashMap<>();
            for (Map<String, String> row : rows("consents", START)) {
                Instant said = Instant.parse(row.get("recordedAt"));
                assertThat(said).isAfterOrEqualTo(registered(row.get("customerId")));
                Instant before = last.put(row.get("customerId"), said);
                if (before != null) {
                    assertThat(said).as(row.toString()).isAfter(before);
                }
            }
            assertThat(last.size()).isBetween(CUSTOMERS.size() / 2, CUSTOMERS.size() * 9 / 10);
        }
    }
}
