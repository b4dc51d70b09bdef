package io.rapport.app.demo;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.summingDouble;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.app.demo.ReplayPart.Replay;
import io.rapport.calendar.WorkingTime;
import io.rapport.contactpolicy.Category;
import io.rapport.imports.ImportKind;
import io.rapport.inbox.NewEvent;
import io.rapport.inbox.internal.EventCatalogue;
import io.rapport.template.MessageCatalogue;
import io.rapport.template.MessageDefinition;
import io.rapport.testing.ShippedMessages;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Month;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.io.ClassPathResource;

/** Reads what the demo plays as somebody would who runs a shop, whenever the demo starts. */
@DisplayName("The demo's shop")
@Tag("slow")
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
        @DisplayName("has customers who are awake, where they are, staff who are at work, and both while they talk")
        void hours(Instant start) {
            for (Recording.Line line : RECORDING.lines()) {
                Instant moment = line.moment(start, DESK);
                assertThat(moment).as(line.toString()).isBetween(start.minus(Duration.ofDays(46)), start);
                boolean isTalk = type(line).equals("contact.noted");
                boolean isByStaff = isTalk || type(line).equals("customer.adviser-changed");
                if (isByStaff) {
                    assertThat(DESK.days()).contains(moment.atZone(DESK.zone()).getDayOfWeek());
                    assertThat(timeOfDay(moment, DESK.zone()))
                            .as(line.toString())
                            .isBetween(LocalTime.of(9, 0), LocalTime.of(17, 0));
                }
                if (isTalk || !isByStaff) {
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
        @DisplayName("answers complaints while the desk is open, one of four too late, and customers accept after that")
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
                if (!work.about().startsWith("complaint:")) {
                    continue;
                }
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
            assertThat(accepted).hasSize(3);
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
        @DisplayName("asks for consent to what goes out by consent alone, and for nothing else")
        void consents() throws IOException {
            MessageCatalogue messages = ShippedMessages.catalogue();
            Set<String> byConsent = messages.names().stream()
                    .map(messages::definition)
                    .filter(message -> message.category() == Category.PROMOTIONAL)
                    .map(MessageDefinition::topic)
                    .collect(toSet());
            Instant start = SOME_MONDAY;
            Set<String> asked = CsvText.rows(DemoHistory.text(
                            ImportKind.CONSENTS, ShopPast.drawn(start.minus(Duration.ofDays(45)), start)))
                    .stream()
                    .map(row -> row.get("topic"))
                    .collect(toSet());
            RECORDING.lines().stream()
                    .filter(line -> type(line).equals("consent.granted"))
                    .forEach(line -> asked.add(data(line).path("topic").asText()));
            assertThat(byConsent).containsAll(asked);
        }

        @Test
        @DisplayName("has no customer who writes Chinese in characters that its messages have not")
        void characters() {
            assertThat(RECORDING.lines().stream()
                            .filter(line -> type(line).equals("customer.registered"))
                            .map(line -> data(line).path("locale").asText())
                            .filter(locale -> locale.startsWith("zh")))
                    .hasSizeGreaterThan(10)
                    .containsOnly("zh-CN", "zh-SG");
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
    @DisplayName("in the years before, and with its customers of before until today")
    class Drawn {

        private static final Instant START = Instant.parse("2026-06-15T10:07:13Z");
        private static final Duration RECORDED = Duration.ofDays(45);

        private static ShopPast past(Instant start) throws IOException {
            return ShopPast.drawn(start.minus(RECORDED), start);
        }

        /** A Monday in each season, over some years. */
        static Stream<Instant> seasons() {
            return IntStream.range(0, 9).mapToObj(n -> START.plus(n * 121L, ChronoUnit.DAYS));
        }

        static Stream<Instant> hours() {
            return IntStream.range(0, 24).mapToObj(hour -> START.plus(hour * 7L, ChronoUnit.HOURS));
        }

        @Test
        @DisplayName("has other customers than the recording: who registers there has ordered nothing before")
        void others() throws IOException {
            Set<String> ids = new HashSet<>();
            past(START).customers().forEach(customer -> ids.add(customer.id()));
            assertThat(ids).hasSize(400);
            assertThat(RECORDING.lines())
                    .extracting(line -> subject(line).substring("customer:".length()))
                    .doesNotContainAnyElementsOf(ids);
        }

        @Test
        @DisplayName("sends no event and no order under an id that the recording has")
        void ids() throws IOException {
            ShopPast past = past(START);
            assertThat(RegularOrders.lines(past))
                    .extracting(line -> line.event().path("id").asText())
                    .doesNotHaveDuplicates()
                    .doesNotContainAnyElementsOf(RECORDING.lines().stream()
                            .map(line -> line.event().path("id").asText())
                            .toList());
            assertThat(past.purchases())
                    .extracting(Purchase::number)
                    .doesNotHaveDuplicates()
                    .doesNotContainAnyElementsOf(RECORDING.lines().stream()
                            .filter(line -> type(line).equals("order.placed"))
                            .map(line -> data(line).path("orderId").asText())
                            .toList());
        }

        @ParameterizedTest
        @MethodSource("seasons")
        @DisplayName("says of each order that it is on its way before it comes, on which day, and with which number")
        void parcels(Instant start) throws IOException {
            ShopPast past = past(start);
            Map<String, Recording.Line> shipped = RegularOrders.lines(past).stream()
                    .filter(line -> line.isType("order.shipped"))
                    .collect(toMap(line -> data(line).path("orderId").asText(), Function.identity()));
            Map<String, Recording.Line> delayed = RegularOrders.lines(past).stream()
                    .filter(line -> line.isType("order.delayed"))
                    .collect(toMap(line -> data(line).path("orderId").asText(), Function.identity()));
            List<Purchase> arrived = past.purchases().stream()
                    .filter(order -> order.placedAt().isAfter(past.opened()) && order.deliveredAt() != null)
                    .toList();
            assertThat(arrived).hasSizeGreaterThan(40).allSatisfy(order -> {
                Recording.Line line = shipped.get(order.number());
                assertThat(line).as(order.toString()).isNotNull();
                assertThat(line.moment(start, DESK)).isBefore(order.deliveredAt());
                LocalDate day = LocalDate.ofInstant(
                        order.deliveredAt(), order.customer().zone());
                Recording.Line late = delayed.get(order.number());
                assertThat(data(line).path("expectedOn").asText())
                        .isEqualTo(day.minusDays(late == null ? 0 : 1).toString());
                if (late != null) {
                    assertThat(data(late).path("expectedOn").asText()).isEqualTo(day.toString());
                    assertThat(late.moment(start, DESK))
                            .as("it is said once it is sent, and before it comes")
                            .isBetween(line.moment(start, DESK), order.deliveredAt());
                }
                assertThat(data(line).path("tracking").asText()).startsWith("EP9");
            });
            assertThat(past.purchases())
                    .as("what is on its way today names no day: nobody delivers it, and each would be chased soon")
                    .filteredOn(order -> order.deliveredAt() == null && shipped.containsKey(order.number()))
                    .allSatisfy(order -> assertThat(
                                    data(shipped.get(order.number())).has("expectedOn"))
                            .isFalse());
            shipped.values().stream()
                    .map(line -> line.moment(start, DESK))
                    .collect(groupingBy(moment -> moment.truncatedTo(ChronoUnit.HOURS)))
                    .forEach((hour, ofDay) -> assertThat(
                                    Duration.between(Collections.min(ofDay), Collections.max(ofDay)))
                            .as("the replay stops once for parcels that are taken along together")
                            .isLessThan(Duration.ofMinutes(25)));
        }

        @Test
        @DisplayName("sends nothing that the door would refuse")
        void events() throws IOException {
            EventCatalogue door = EventCatalogue.read(
                    new ClassPathResource("processes/events.asyncapi.yaml"), InstantSource.system());
            for (Recording.Line line : RegularOrders.lines(past(START))) {
                JsonNode sent = line.filledIn(START, DESK, "S-1").path("data");
                assertThatCode(() -> door.check(
                                new NewEvent("urn:test", "e", type(line), "c", line.moment(START, DESK), sent), START))
                        .as(line.toString())
                        .doesNotThrowAnyException();
            }
        }

        @Test
        @DisplayName("pays with 100 to 500 points, as many as there are, and never more than half of an order")
        void points() throws IOException {
            Set<Integer> used = new HashSet<>();
            for (Purchase order : past(START).purchases()) {
                for (int balance : List.of(-30, 99, 250, 1_200)) {
                    int hundreds = Till.hundreds(order, balance);
                    assertThat(hundreds).isBetween(0, Math.max(0, Math.min(5, balance / 100)));
                    assertThat(BigDecimal.valueOf(6L * hundreds))
                            .as("twice what they are worth, for an order of %s", order.total())
                            .isLessThanOrEqualTo(order.total());
                    used.add(hundreds);
                }
            }
            assertThat(used).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5);
        }

        @Test
        @DisplayName("takes off what a coupon gives, and the door takes the order all the same")
        void coupons() throws IOException {
            EventCatalogue door = EventCatalogue.read(
                    new ClassPathResource("processes/events.asyncapi.yaml"), InstantSource.system());
            for (Recording.Line line :
                    Recording.load().with(RegularOrders.lines(past(START))).inOrder(START, DESK)) {
                if (line.isType("order.placed")) {
                    ObjectNode full = line.filledIn(START, DESK, null);
                    JsonNode sent = Till.discounted(full, 15).path("data");
                    assertThat(sent.path("total").decimalValue())
                            .isLessThan(full.at("/data/total").decimalValue())
                            .isEqualByComparingTo(full.at("/data/total")
                                    .decimalValue()
                                    .subtract(sent.path("discount").decimalValue()));
                    assertThatCode(() -> door.check(
                                    new NewEvent("urn:test", "e", type(line), "c", line.moment(START, DESK), sent),
                                    START))
                            .as(line.toString())
                            .doesNotThrowAnyException();
                }
            }
        }

        @Test
        @DisplayName("is the same for each start at a moment")
        void same() throws IOException {
            assertThat(past(START).purchases()).isEqualTo(past(START).purchases());
        }

        @ParameterizedTest
        @MethodSource({"hours", "seasons"})
        @DisplayName("happens in its order, parcels come at the hours of carriers, and nothing later than today")
        void order(Instant start) throws IOException {
            ShopPast past = past(start);
            for (Regular customer : past.customers()) {
                assertThat(customer.registeredAt())
                        .isBetween(start.minus(Duration.ofDays(ShopPast.DAYS + 1)), past.opened());
                if (customer.confirmedAt() != null) {
                    assertThat(customer.confirmedAt()).isBetween(customer.registeredAt(), past.opened());
                }
                if (customer.offersUntil() != null) {
                    assertThat(customer.offersUntil()).isAfter(customer.registeredAt());
                }
            }
            String number = "";
            for (Purchase order : past.purchases()) {
                ZoneId zone = order.customer().zone();
                assertThat(order.number()).isGreaterThan(number);
                number = order.number();
                assertThat(order.placedAt()).isBetween(order.customer().registeredAt(), start);
                if (order.shippedAt() != null) {
                    assertThat(order.shippedAt()).isBetween(order.placedAt().plus(Duration.ofHours(4)), start);
                    assertThat(DESK.plus(order.shippedAt(), Duration.ZERO).equals(order.shippedAt())
                                    || zone.equals(ZoneId.of("Asia/Shanghai")))
                            .as("sent off while the shop is open, or its store in China")
                            .isTrue();
                }
                if (order.deliveredAt() != null) {
                    assertThat(LocalDate.ofInstant(order.deliveredAt(), zone))
                            .isAfter(LocalDate.ofInstant(order.shippedAt(), zone));
                    assertThat(order.deliveredAt()).isBetween(order.placedAt(), start);
                    assertThat(timeOfDay(order.deliveredAt(), zone)).isBetween(LocalTime.of(9, 0), LocalTime.of(18, 0));
                    assertThat(order.deliveredAt().atZone(zone).getDayOfWeek()).isNotEqualTo(DayOfWeek.SUNDAY);
                }
                if (order.returnedAt() != null) {
                    assertThat(order.returnedAt()).isBetween(order.deliveredAt(), start);
                }
                if (order.cancelledAt() != null) {
                    assertThat(order.cancelledAt()).isBetween(order.placedAt(), start);
                    assertThat(order.shippedAt()).isNull();
                    assertThat(order.deliveredAt()).isNull();
                    assertThat(order.score()).isZero();
                }
                if (order.score() > 0) {
                    assertThat(order.answeredAt()).isBetween(order.deliveredAt().plus(Duration.ofDays(5)), start);
                }
            }
            Instant underWay = past.opened().minus(Duration.ofDays(12));
            for (Recording.Line line : RegularOrders.lines(past)) {
                assertThat(line.moment(start, DESK))
                        .as(line.toString())
                        .isBetween(line.isType("order.placed") ? underWay : past.opened(), start);
            }
            Set<String> books = past.before().map(Purchase::number).collect(toSet());
            assertThat(RegularOrders.lines(past))
                    .as("orders come by file or by event, and their parcels with them")
                    .filteredOn(line -> !line.isType("order.returned") && !line.isType("survey.answered"))
                    .noneMatch(line -> books.contains(data(line).path("orderId").asText()));
        }

        @Test
        @DisplayName(
                "is at no time of the clock more often than chance has it: minutes and seconds are those of people")
        void minutes() throws IOException {
            List<Instant> moments = past(START).purchases().stream()
                    .flatMap(order ->
                            Stream.of(order.placedAt(), order.deliveredAt()).filter(Objects::nonNull))
                    .toList();
            moments.stream()
                    .collect(groupingBy(moment -> moment.getEpochSecond() % 3_600 / 60, counting()))
                    .forEach((minute, orders) ->
                            assertThat(orders).as("minute " + minute).isLessThan(moments.size() / 20));
            assertThat(moments.stream()
                            .filter(moment -> moment.getEpochSecond() % 60 == 0)
                            .count())
                    .isLessThan(moments.size() / 20);
            Map<Integer, Long> hours = past(START).purchases().stream()
                    .collect(groupingBy(
                            order -> order.placedAt()
                                    .atZone(order.customer().zone())
                                    .getHour(),
                            counting()));
            assertThat(hours.get(20))
                    .as("in the evening more is bought than in the morning")
                    .isGreaterThan(2 * hours.get(8));
            double all = past(START).purchases().size();
            assertThat(hours.entrySet().stream()
                                    .filter(hour -> hour.getKey() >= 23 || hour.getKey() < 8)
                                    .mapToLong(Map.Entry::getValue)
                                    .sum()
                            / all)
                    .as("orders between 23 and 8 o'clock")
                    .isBetween(.07, .12);
        }

        @Test
        @DisplayName("has customers with names of their own: two are namesakes, and no family name is everywhere")
        void names() throws IOException {
            List<Map<String, String>> people =
                    past(START).customers().stream().map(Regular::profile).toList();
            Map<String, Long> names = people.stream()
                    .collect(groupingBy(one -> one.get("firstName") + " " + one.get("lastName"), counting()));
            assertThat(names.values().stream().filter(count -> count > 1)).containsExactly(2L);
            assertThat(people.stream().collect(groupingBy(one -> one.get("lastName"), counting())))
                    .allSatisfy((name, count) -> assertThat(count).as(name).isLessThanOrEqualTo(4));
        }

        /** Of both regions, by their customers. */
        private static double expected(LocalDate from, LocalDate to) {
            LocalDate first = from.minusDays(1);
            double days = 0;
            for (ShopSeason.Region region : ShopSeason.Region.values()) {
                ShopSeason season = ShopSeason.of(
                        region, first.minusYears(1), (int) ChronoUnit.DAYS.between(first.minusYears(1), to) + 2);
                days += (region == ShopSeason.Region.CHINA ? .25 : .75) * (season.before(to) - season.before(from));
            }
            return days;
        }

        @Test
        @DisplayName("has the replay stop for what is recorded, so that a welcome is sent before it is answered")
        void stops() throws IOException {
            DemoStory story = new DemoStory(null, null, null, null, new ReplayGuard(), DESK, "demo-key");
            ShopPast past = past(START);
            Replay replay = new Replay(URI.create("http://localhost"), past.opened(), past);
            assertThat(story.nextAlone(replay))
                    .hasValue(RECORDING.inOrder(START, DESK).get(0).moment(START, DESK));
            assertThat(story.next(replay, replay.past().opened()))
                    .as("what is under way is sent at once")
                    .hasValueSatisfying(
                            moment -> assertThat(moment).isBefore(replay.past().opened()));
        }

        @ParameterizedTest
        @MethodSource("seasons")
        @DisplayName("goes on with Rapport as it was before: as many newcomers and orders, but for the season")
        void seam(Instant start) throws IOException {
            ShopPast past = past(start);
            LocalDate today = LocalDate.ofInstant(start, ZoneOffset.UTC);
            LocalDate opened = today.minusDays(45);
            LocalDate before = opened.minusDays(90);
            assertThat(past.customers().stream()
                            .filter(one ->
                                    one.registeredAt().isAfter(past.opened().minus(RECORDED)))
                            .count())
                    .as("who registered in the weeks before, as 40 do in the recording")
                    .isBetween(18L, 75L);
            long replayed = past.purchases().stream()
                            .filter(one -> one.placedAt().isAfter(past.opened()))
                            .count()
                    + RECORDING.lines().stream()
                            .filter(line -> type(line).equals("order.placed"))
                            .count();
            long books = past.purchases().stream()
                    .filter(one -> one.placedAt().isBefore(past.opened())
                            && one.placedAt().isAfter(past.opened().minus(Duration.ofDays(90))))
                    .count();
            double rate = books / expected(before, opened);
            assertThat(replayed / expected(opened, today) / rate)
                    .as("orders a day of %s as against those of %s", replayed, books)
                    .isBetween(.7, 1.5);
            assertThat(past.purchases())
                    .as("it takes orders to the last day before")
                    .anyMatch(one -> one.placedAt().isBefore(past.opened())
                            && one.placedAt().isAfter(past.opened().minus(Duration.ofDays(2))));
        }

        @ParameterizedTest
        @MethodSource("seasons")
        @DisplayName(
                "has few complaints for its orders, cancellations before Rapport and with it, and no day of disasters")
        void troubles(Instant start) throws IOException {
            ShopPast past = past(start);
            List<Recording.Line> complaints = RECORDING.lines().stream()
                    .filter(line -> type(line).equals("complaint.opened"))
                    .toList();
            double orders = past.purchases().stream()
                            .filter(one -> one.placedAt().isAfter(past.opened()))
                            .count()
                    + 46;
            assertThat(complaints.size() / orders).as("complaints an order").isLessThan(.06);
            complaints.stream()
                    .collect(groupingBy(line -> line.at().toDays(), counting()))
                    .forEach((day, count) -> assertThat(count).as("day " + day).isLessThanOrEqualTo(2));
            assertThat(past.before().filter(one -> one.cancelledAt() != null).count()
                            / (double) past.before().count())
                    .as("cancellations in the books")
                    .isBetween(.008, .04);
            assertThat(past.before().filter(one -> one.returnedAt() != null).count()
                            / (double) past.before().count())
                    .as("returns in the books")
                    .isBetween(.015, .06);
        }

        @ParameterizedTest
        @MethodSource("seasons")
        @DisplayName("has members of each level, and about half of its customers are gone")
        void levels(Instant start) throws IOException {
            ShopPast past = past(start);
            Map<String, BigDecimal> rates = rates(start);
            Map<String, Double> spent = past.purchases().stream()
                    .filter(one -> one.placedAt().isAfter(start.minus(Duration.ofDays(365))))
                    .filter(one -> one.cancelledAt() == null && one.returnedAt() == null)
                    .collect(groupingBy(one -> one.customer().id(), summingDouble(one -> euros(one, rates))));
            double members = spent.size();
            // the limits are those of loyalty-level.dmn
            assertThat(spent.values().stream()
                                    .filter(sum -> sum >= 500 && sum < 2_000)
                                    .count()
                            / members)
                    .as("silver of " + members)
                    .isBetween(.12, .26);
            assertThat(spent.values().stream().filter(sum -> sum >= 2_000).count() / members)
                    .as("gold and better")
                    .isBetween(.02, .08);
            Set<String> lately = past.purchases().stream()
                    .filter(one -> one.placedAt().isAfter(start.minus(Duration.ofDays(150))))
                    .map(one -> one.customer().id())
                    .collect(toSet());
            assertThat(1 - lately.size() / (double) past.customers().size())
                    .as("who did not order for five months")
                    .isBetween(.4, .57);
        }

        private static double euros(Purchase order, Map<String, BigDecimal> rates) {
            return order.total()
                    .divide(rates.get(order.customer().currency()), 2, RoundingMode.HALF_UP)
                    .doubleValue();
        }

        @ParameterizedTest
        @MethodSource("seasons")
        @DisplayName("has a December, a quiet August, and for Chinese customers the weeks before their festivals")
        void year(Instant start) throws IOException {
            Map<Month, Long> west = new EnumMap<>(Month.class);
            for (Purchase order : past(start).purchases()) {
                if (ShopSeason.Region.of(order.customer().zone()) == ShopSeason.Region.WEST) {
                    west.merge(order.placedAt().atZone(order.customer().zone()).getMonth(), 1L, Long::sum);
                }
            }
            double mean = west.values().stream().mapToLong(Long::longValue).sum() / 12.0;
            assertThat(west.get(Month.DECEMBER) / mean)
                    .as("December of " + west)
                    .isBetween(1.2, 2.6);
            assertThat(west.get(Month.AUGUST) / mean).as("August of " + west).isBetween(.25, .85);
        }

        @Test
        @DisplayName("knows the days of the moon: nothing is sent over Spring Festival, and much before it")
        void festivals() {
            LocalDate first = LocalDate.of(2025, 1, 1);
            ShopSeason china = ShopSeason.of(ShopSeason.Region.CHINA, first, 730);
            // Spring Festival on 17 February 2026, Mid-Autumn on 25 September
            assertThat(day(china, "2026-02-05")).isGreaterThan(6 * day(china, "2026-02-18"));
            assertThat(day(china, "2026-09-15")).isGreaterThan(1.7 * day(china, "2026-10-15"));
            assertThat(china.isForPresents(LocalDate.of(2026, 9, 15))).isTrue();
            assertThat(china.isForPresents(LocalDate.of(2026, 12, 15))).isFalse();
            ShopSeason west = ShopSeason.of(ShopSeason.Region.WEST, first, 730);
            assertThat(day(west, "2026-12-14")).isGreaterThan(2 * day(west, "2026-10-12"));
            assertThat(day(west, "2026-11-27")).as("Black Friday").isGreaterThan(1.4 * day(west, "2026-11-20"));
            assertThat(west.before(first.plusDays(730))).isEqualTo(730, within(1e-6));
            assertThat(west.day(west.before(LocalDate.of(2026, 5, 4)) + .1)).isEqualTo("2026-05-04");
        }

        private static double day(ShopSeason season, String day) {
            LocalDate date = LocalDate.parse(day);
            return season.before(date.plusDays(1)) - season.before(date);
        }

        @ParameterizedTest
        @MethodSource("seasons")
        @DisplayName("has as many who never come again, baskets, returns and answers as a shop of that size")
        void figures(Instant start) throws IOException {
            ShopPast past = past(start);
            Map<String, Long> orders = past.purchases().stream()
                    .collect(groupingBy(order -> order.customer().id(), counting()));
            double buyers = orders.size();
            assertThat(orders.values().stream().filter(count -> count == 1).count() / buyers)
                    .as("who bought once")
                    .isBetween(.33, .55);
            assertThat(orders.values().stream().mapToLong(Long::longValue).max().orElse(0))
                    .as("nobody buys each week")
                    .isLessThan(110);
            double all = past.purchases().size();
            assertThat(all).isBetween(1_400.0, 2_300.0);
            assertThat(past.purchases().stream()
                                    .filter(order -> order.returnedAt() != null)
                                    .count()
                            / all)
                    .as("returns")
                    .isBetween(.01, .06);
            assertThat(past.purchases().stream()
                                    .filter(order -> order.score() > 0)
                                    .count()
                            / all)
                    .as("answers")
                    .isBetween(.12, .3);
            assertThat(past.purchases().stream()
                            .filter(order -> order.placedAt().isBefore(start.minus(Duration.ofDays(39 * 7))))
                            .collect(groupingBy(order -> order.customer().id(), counting()))
                            .values()
                            .stream()
                            .filter(count -> count > 1)
                            .count())
                    .as("who bought again before the weeks that a model is checked on: it needs a hundred")
                    .isGreaterThan(105);
            Map<String, BigDecimal> rates = rates(start);
            List<Double> baskets = past.purchases().stream()
                    .map(order -> euros(order, rates))
                    .sorted()
                    .toList();
            assertThat(baskets.get(baskets.size() / 2))
                    .as("half of the baskets")
                    .isBetween(40.0, 75.0);
            assertThat(past.purchases().stream()
                            .filter(order -> order.placedAt().isAfter(past.opened()))
                            .count())
                    .as("orders while the demo replays")
                    .isBetween(70L, 260L);
        }

        @ParameterizedTest
        @MethodSource("seasons")
        @DisplayName("has newcomers in the recording who buy no more and no less than the others")
        void newcomersBaskets(Instant start) throws IOException {
            Map<String, BigDecimal> rates = rates(start);
            double others = past(start).purchases().stream()
                    .filter(order -> order.placedAt().isAfter(start.minus(Duration.ofDays(365))))
                    .mapToDouble(order -> euros(order, rates))
                    .average()
                    .orElseThrow();
            double newcomers = RECORDING.lines().stream()
                    .filter(line -> type(line).equals("order.placed"))
                    .mapToDouble(line -> data(line).path("total").asDouble()
                            / rates.get(data(line).path("currency").asText()).doubleValue())
                    .average()
                    .orElseThrow();
            assertThat(newcomers / others)
                    .as("%s euros on average, as against %s", newcomers, others)
                    .isBetween(.7, 1.4);
        }

        private static Map<String, BigDecimal> rates(Instant start) throws IOException {
            Map<String, BigDecimal> rates = new HashMap<>(Map.of("EUR", BigDecimal.ONE));
            LocalDate firstDay = start.minus(Duration.ofDays(ShopPast.DAYS + 2))
                    .atZone(ZoneOffset.UTC)
                    .toLocalDate();
            Files.readAllLines(Path.of("processes/exchange-rates.csv")).stream()
                    .filter(line -> line.matches("\\d.*"))
                    .map(line -> line.split(","))
                    .filter(rate -> !LocalDate.parse(rate[0]).isAfter(firstDay))
                    .forEach(rate -> rates.put(rate[2], new BigDecimal(rate[3])));
            return rates;
        }

        @Test
        @DisplayName("has files that add up: orders to their lines, and nothing in them of what is still to come")
        void files() throws IOException {
            ShopPast past = past(START);
            Map<String, BigDecimal> totals = new HashMap<>();
            Map<String, BigDecimal> sums = new HashMap<>();
            for (Map<String, String> row : CsvText.rows(DemoHistory.text(ImportKind.ORDERS, past))) {
                if (!row.get("total").isEmpty()) {
                    totals.put(row.get("id"), new BigDecimal(row.get("total")));
                }
                for (String column : List.of("placedAt", "deliveredAt", "returnedAt")) {
                    if (!row.get(column).isEmpty()) {
                        assertThat(Instant.parse(row.get(column))).isBefore(past.opened());
                    }
                }
                assertThat(row.get("itemName")).as(row.toString()).isNotEmpty();
                sums.merge(
                        row.get("id"),
                        new BigDecimal(row.get("price")).multiply(new BigDecimal(row.get("quantity"))),
                        BigDecimal::add);
            }
            assertThat(totals).hasSizeGreaterThan(500);
            sums.forEach((order, sum) -> assertThat(totals.get(order)).as(order).isEqualByComparingTo(sum));
            Map<String, Instant> last = new HashMap<>();
            for (Map<String, String> row : CsvText.rows(DemoHistory.text(ImportKind.CONSENTS, past))) {
                Instant said = Instant.parse(row.get("recordedAt"));
                Instant before = last.put(row.get("customerId") + row.get("topic"), said);
                assertThat(said).isBefore(past.opened()).isAfter(before == null ? Instant.EPOCH : before);
            }
            assertThat(CsvText.rows(DemoHistory.text(ImportKind.CUSTOMERS, past)))
                    .hasSize(400);
        }
    }

    @Nested
    @DisplayName("when its clock is moved")
    class Moved {

        private static final Instant START = Instant.parse("2026-11-30T10:07:13Z");
        private static final int DAYS = 120;

        private static ShopPast past(int days) throws IOException {
            return ShopPast.drawn(START.minus(Duration.ofDays(45)), START, START.plus(days, ChronoUnit.DAYS));
        }

        private static List<ObjectNode> sent(ShopPast past) throws IOException {
            return RegularOrders.lines(past).stream()
                    .sorted(Comparator.comparing(line -> line.moment(START, DESK)))
                    .map(line -> line.filledIn(START, DESK, "S-1"))
                    .toList();
        }

        @Test
        @DisplayName("has the same past: an end that comes later changes nothing that was before it")
        void samePast() throws IOException {
            for (int days : List.of(0, 1, 17, 60)) {
                ShopPast sooner = past(days);
                ShopPast later = past(DAYS);
                assertThat(later.customers()).isEqualTo(sooner.customers());
                assertThat(later.newcomers())
                        .filteredOn(one -> one.registeredAt().isBefore(sooner.until()))
                        .isEqualTo(sooner.newcomers());
                Map<String, ObjectNode> all = new HashMap<>();
                sent(later).forEach(event -> all.put(event.path("id").asText(), event));
                List<ObjectNode> before = sent(sooner);
                assertThat(before).hasSizeGreaterThan(300);
                for (ObjectNode event : before) {
                    ObjectNode same = all.get(event.path("id").asText());
                    if (!event.at("/data/expectedOn").isTextual()
                            && same.at("/data/expectedOn").isTextual()) {
                        // on its way at the end that is sooner: nobody delivered it until then
                        assertThat(Instant.parse(event.path("time").asText()))
                                .isAfter(sooner.until().minus(Duration.ofDays(12)));
                        ((ObjectNode) same.path("data")).remove("expectedOn");
                    }
                    assertThat(event).isEqualTo(same);
                }
                Set<String> arrived = before.stream()
                        .filter(event -> event.path("type").asText().equals("order.delivered"))
                        .map(event -> event.at("/data/orderId").asText())
                        .collect(toSet());
                assertThat(all.values())
                        .filteredOn(event ->
                                Instant.parse(event.path("time").asText()).isBefore(sooner.until()))
                        // that a parcel is late is said of one that comes
                        .filteredOn(event -> !event.path("type").asText().equals("order.delayed")
                                || arrived.contains(event.at("/data/orderId").asText()))
                        .as("nothing is missed between one move and the next")
                        .hasSameSizeAs(before);
            }
        }

        @ParameterizedTest
        @MethodSource("io.rapport.app.demo.DemoShopTest$Drawn#seasons")
        @DisplayName("goes on as it was: as many orders and newcomers, but for the season, some of whom complain")
        void goesOn(Instant start) throws IOException {
            Instant until = start.plus(DAYS, ChronoUnit.DAYS);
            ShopPast past = ShopPast.drawn(start.minus(Duration.ofDays(45)), start, until);
            LocalDate today = LocalDate.ofInstant(start, ZoneOffset.UTC);
            long before = past.purchases().stream()
                            .filter(one -> one.placedAt().isAfter(past.opened())
                                    && one.placedAt().isBefore(start))
                            .count()
                    + 46;
            long after = past.purchases().stream()
                    .filter(one -> one.placedAt().isAfter(start))
                    .count();
            double rate = before / Drawn.expected(today.minusDays(45), today);
            assertThat(after / Drawn.expected(today, today.plusDays(DAYS)) / rate)
                    .as("orders a day, %s as against %s", after, before)
                    .isBetween(.65, 1.5);
            assertThat(past.newcomers().size() / (DAYS * 40 / 45.0))
                    .as("newcomers a day, of whom 40 come in 45 days of the recording")
                    .isBetween(.6, 1.7);
            assertThat(past.newcomers().stream().map(Regular::id))
                    .doesNotHaveDuplicates()
                    .doesNotContainAnyElementsOf(
                            past.customers().stream().map(Regular::id).toList());
            assertThat(past.purchases().stream().map(Purchase::number)).doesNotHaveDuplicates();
            List<Recording.Line> lines = RegularOrders.lines(past);
            assertThat(lines)
                    .extracting(line -> line.event().path("id").asText())
                    .doesNotHaveDuplicates();
            assertThat(lines).allMatch(line -> line.moment(start, DESK).isBefore(until));
            long complaints = lines.stream()
                    .filter(line -> line.isType("complaint.opened"))
                    .count();
            assertThat(complaints / (double) after).as("complaints an order").isBetween(.003, .035);
            assertThat(lines.stream()
                            .filter(line -> line.isType("order.placed"))
                            .map(Recording.Line::customerId)
                            .filter(id -> id.startsWith("10"))
                            .distinct())
                    .as("who came with the recording orders again")
                    .hasSizeGreaterThan(4);
        }

        @Test
        @DisplayName("sends nothing that the door would refuse, of all kinds that there are, and in its order")
        void events() throws IOException {
            EventCatalogue door = EventCatalogue.read(
                    new ClassPathResource("processes/events.asyncapi.yaml"), InstantSource.system());
            Set<String> types = new HashSet<>();
            Set<String> known = new HashSet<>();
            past(DAYS).customers().forEach(one -> known.add("customer:" + one.id()));
            RECORDING.lines().forEach(line -> known.add(subject(line)));
            for (ObjectNode event : sent(past(DAYS))) {
                String type = event.path("type").asText();
                if (type.equals("customer.registered")) {
                    known.add(event.path("subject").asText());
                }
                assertThat(known)
                        .as(event.toString())
                        .contains(event.path("subject").asText());
                types.add(type);
                Instant at = Instant.parse(event.path("time").asText());
                assertThatCode(() -> door.check(new NewEvent("urn:test", "e", type, "c", at, event.path("data")), at))
                        .as(event.toString())
                        .doesNotThrowAnyException();
            }
            assertThat(types)
                    .contains(
                            "customer.registered",
                            "customer.confirmed",
                            "consent.granted",
                            "order.placed",
                            "order.shipped",
                            "order.delivered",
                            "order.returned",
                            "order.cancelled",
                            "survey.answered",
                            "complaint.opened",
                            "complaint.answered",
                            "order.delayed",
                            "customer.updated",
                            "consent.withdrawn",
                            "data-request.received",
                            "referral.used");
        }

        @Test
        @DisplayName("has newcomers who say of themselves what those before said, and come as often but for the season")
        void newcomers() throws IOException {
            List<ObjectNode> registered = sent(past(DAYS)).stream()
                    .filter(event -> event.path("type").asText().equals("customer.registered"))
                    .toList();
            double all = registered.size();
            assertThat(registered.stream()
                                    .filter(event -> event.at("/data/phone").isTextual())
                                    .count()
                            / all)
                    .as("with a telephone, of the 40 of the recording 34")
                    .isBetween(.7, .98);
            assertThat(registered.stream()
                                    .filter(event -> event.at("/data/attributes/expectedOrders")
                                                    .asInt()
                                            > 9)
                                    .count()
                            / all)
                    .as("who expect many orders, of the 40 of the recording 4")
                    .isBetween(.02, .25);
            long firstWeeks = registered.stream()
                    .filter(event ->
                            Instant.parse(event.path("time").asText()).isBefore(START.plus(21, ChronoUnit.DAYS)))
                    .count();
            assertThat(firstWeeks)
                    .as("in the three weeks behind the recording, in which 19 come in three weeks")
                    .isBetween(11L, 36L);
        }

        @Test
        @DisplayName("takes presents back after Christmas, and not before it")
        void presents() throws IOException {
            LocalDate christmas = LocalDate.of(2026, 12, 25);
            Map<LocalDate, Long> returned = sent(past(DAYS)).stream()
                    .filter(event -> event.path("type").asText().equals("order.returned"))
                    .map(event ->
                            LocalDate.ofInstant(Instant.parse(event.path("time").asText()), ZoneOffset.UTC))
                    .collect(groupingBy(Function.identity(), counting()));
            long after = returned.entrySet().stream()
                    .filter(day ->
                            day.getKey().isAfter(christmas) && day.getKey().isBefore(christmas.plusDays(16)))
                    .mapToLong(Map.Entry::getValue)
                    .sum();
            long later = returned.entrySet().stream()
                    .filter(day -> day.getKey().isAfter(christmas.plusDays(30))
                            && day.getKey().isBefore(christmas.plusDays(46)))
                    .mapToLong(Map.Entry::getValue)
                    .sum();
            assertThat(after).as("as against %s a month later", later).isGreaterThan(later + 1);
        }

        @Test
        @DisplayName("has no parcel of the recording lie about: each is sent off, and comes within some days")
        void parcels() throws IOException {
            Map<String, Instant> arrived = new HashMap<>();
            RegularOrders.lines(past(DAYS)).stream()
                    .filter(line -> line.isType("order.delivered"))
                    .forEach(line -> arrived.put(line.orderId(), line.moment(START, DESK)));
            assertThat(arrived.get("4746")).isBetween(START, START.plus(Duration.ofDays(12)));
            assertThat(arrived.get("4727"))
                    .as("a parcel that fulfilment had sent again")
                    .isBetween(START, START.plus(Duration.ofDays(12)));
        }

        @Test
        @DisplayName("sends on what the move has not played yet, and no event of before once more")
        void onlyWhatIsNew() throws IOException {
            DemoStory story = new DemoStory(null, null, null, null, new ReplayGuard(), DESK, "demo-key");
            Instant from = START.plus(Duration.ofDays(20));
            Replay move = new Replay(URI.create("http://localhost"), from, past(40));
            assertThat(story.next(move, from))
                    .hasValueSatisfying(next -> assertThat(next).isBetween(from, from.plus(Duration.ofDays(2))));
            assertThat(story.nextAlone(move)).as("nothing is recorded there").isEmpty();
        }

        @Test
        @DisplayName("has newcomers with names of their own")
        void names() throws IOException {
            assertThat(CsvText.rows(CsvText.resource("newcomers.csv")))
                    .extracting(one -> one.get("firstName") + " " + one.get("lastName"))
                    .doesNotHaveDuplicates()
                    .doesNotContainAnyElementsOf(CsvText.rows(CsvText.resource("people.csv")).stream()
                            .map(one -> one.get("firstName") + " " + one.get("lastName"))
                            .toList());
        }
    }
}
