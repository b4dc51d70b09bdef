package io.rapport.app.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.app.start.DemoLogins;
import io.rapport.calendar.WorkingTime;
import io.rapport.customer.Customer;
import io.rapport.customer.Customers;
import io.rapport.desk.AbsenceHandover;
import io.rapport.desk.Absences;
import io.rapport.desk.StaffDirectory;
import java.io.IOException;
import java.net.URI;
import java.sql.Timestamp;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.TemporalAdjusters;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What the advisers of the demo shop do: twice a day each of them takes up some of the calls, visits and promises that are theirs,
 * in their own name, over HTTP as from the Tasklist. Most customers are reached, some at the second try; of what is promised most
 * is kept in time, some late, some not. One of them is away for a week, and who stands in falls behind. A few tasks are left
 * for who tries the demo.
 */
final class DemoAdvisers {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Beside those of all demos, two more in care: one adviser for all would be too few. */
    private static final List<DemoLogins.Member> MORE = List.of(
            new DemoLogins.Member("ming", "Ming", "Zhao", "care"),
            new DemoLogins.Member("nora", "Nora", "Lindgren", "care"));

    private static final String[] ADVISERS = {"clara", "ming", "nora", "rita"};

    private static final List<LocalTime> ROUNDS = List.of(LocalTime.of(10, 24), LocalTime.of(15, 37));

    /** What one of them gets to in a round. */
    private static final int A_ROUND = 3;

    /** After how many rounds a call or visit is made, by the number of the task. */
    private static final int[] WAITS = {1, 0, 2, 1, 4, 0, 3, 1, 2};

    /** One in so many is left. */
    private static final int LEFT = 11;

    private static final String REACHED = "reached";
    private static final String[] OUTCOMES = {
        REACHED, REACHED, "not-reached", REACHED, "message-left", REACHED, "call-back", REACHED
    };

    /** Of those who are reached, one in so many is promised something. */
    private static final int PROMISED = 3;

    private static final String[] NOTES = {
        "Content with the last order; asked which of our oolongs goes with dessert.",
        "Drinks more green tea since the spring, and wants to hear of the next harvest.",
        "Was about to order anyway. Likes that somebody calls.",
        "Found the last parcel well packed. Has a guest every Sunday and buys for them.",
        "Spoke of the new kettle: happy with it, asks for a spare lid.",
        "Short talk on the way to work; prefers to be called after five."
    };

    private static final String[] CHINESE_NOTES = {
        "对上次的订单很满意，问哪款乌龙适合配点心。", "最近改喝绿茶多一些，想知道新茶什么时候到。", "正准备下单，说接到电话很高兴。", "夸包装仔细，周末常有客人来喝茶。"
    };

    private static final String[] PROMISES = {
        "To send two samples of the new harvest",
        "To ask the potter for a spare lid",
        "To send the brewing guide by mail"
    };

    private static final String[] CHINESE_PROMISES = {"寄两小份新茶样品", "问茶器作坊能否补一个壶盖", "用邮件发冲泡说明"};

    private static final Duration ABSENT_AFTER = Duration.ofDays(24);

    private final StaffDirectory staff;
    private final Absences absences;
    private final AbsenceHandover handover;
    private final Customers customers;
    private final JdbcClient jdbc;
    private final WorkingTime desk;

    /** The tasks in the order in which they were first seen, with the round. */
    private final Map<String, Seen> seen = new HashMap<>();

    private Set<String> theirs = Set.of();
    private int rounds;

    DemoAdvisers(
            StaffDirectory staff,
            Absences absences,
            AbsenceHandover handover,
            Customers customers,
            JdbcClient jdbc,
            WorkingTime desk) {
        this.staff = staff;
        this.absences = absences;
        this.handover = handover;
        this.customers = customers;
        this.jdbc = jdbc;
        this.desk = desk;
    }

    private record Seen(int number, int round) {}

    private record Work(String id, String login, String task, Instant due, String customerId) {}

    /**
     * Makes their logins, and enters when they are away.
     *
     * @param regulars ids of the customers whom they see to; what is about others is left for who tries the demo
     * @param opened when the shop begins with Rapport
     * @param start today
     */
    void begin(Set<String> regulars, Instant opened, Instant start) {
        this.theirs = regulars;
        for (DemoLogins.Member member : MORE) {
            staff.ensureUser(
                    member.id(),
                    member.firstName(),
                    member.lastName(),
                    member.id() + "@example.org",
                    DemoLogins.PASSWORD,
                    Set.of(member.queue(), StaffDirectory.CUSTOMER_EDITORS));
        }
        LocalDate week = day(opened.plus(ABSENT_AFTER)).with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        away("nora", week, "clara", opened);
        away("ming", day(start).plusDays(7).with(TemporalAdjusters.next(DayOfWeek.MONDAY)), "nora", opened);
    }

    private LocalDate day(Instant moment) {
        return LocalDate.ofInstant(moment, desk.zone());
    }

    private void away(String login, LocalDate monday, String deputy, Instant now) {
        LocalDate friday = monday.plusDays(4);
        if (absences.within(login, monday, friday).isEmpty()) {
            absences.enter(login, monday, friday, deputy, "clara", now);
        }
    }

    /** @return when they take something up next, after a moment */
    Optional<Instant> next(Instant after) {
        LocalDate today = day(after);
        return Stream.iterate(today, day -> day.plusDays(1))
                .limit(7)
                .flatMap(day -> ROUNDS.stream()
                        .map(time -> day.atTime(time).atZone(desk.zone()).toInstant()))
                .filter(moment -> moment.isAfter(after) && isOpen(moment))
                .findFirst();
    }

    private boolean isOpen(Instant moment) {
        return desk.plus(moment, Duration.ZERO).equals(moment);
    }

    /**
     * Does what they do at a moment.
     *
     * @param server such as {@code http://localhost:8080}
     * @param reached now
     * @return whether anything was done
     */
    boolean reach(URI server, Instant reached) throws IOException, InterruptedException {
        if (!ROUNDS.contains(LocalTime.ofInstant(reached, desk.zone())) || !isOpen(reached)) {
            return false;
        }
        handover.handOver();
        rounds++;
        Map<String, Integer> done = new HashMap<>();
        for (Work work : open()) {
            if (!theirs.contains(work.customerId())) {
                continue;
            }
            Seen first = seen.computeIfAbsent(work.id(), any -> new Seen(seen.size(), rounds));
            boolean isPresent = absences.of(work.login(), day(reached)).isEmpty();
            Optional<ObjectNode> answers =
                    work.task().equals("call-or-visit") ? visited(work, first, reached) : kept(work, first, reached);
            if (isPresent && answers.isPresent() && done.getOrDefault(work.login(), 0) < A_ROUND) {
                done.merge(work.login(), 1, Integer::sum);
                DemoTasks.submit(server, work.login(), work.id(), answers.get());
            }
        }
        return !done.isEmpty();
    }

    private List<Work> open() {
        return jdbc.sql(
                        """
                select t.id_, t.assignee_, t.task_def_key_, t.due_date_, v.text_ as customer_id
                from rapport.act_ru_task t
                join rapport.act_ru_variable v on v.execution_id_ = t.proc_inst_id_ and v.name_ = 'customerId'
                where t.assignee_ = any(:logins) and t.task_def_key_ in ('call-or-visit', 'keep-promise')
                order by t.create_time_, t.id_""")
                .param("logins", ADVISERS)
                .query((row, n) -> {
                    Timestamp due = row.getTimestamp("due_date_");
                    return new Work(
                            row.getString("id_"),
                            row.getString("assignee_"),
                            row.getString("task_def_key_"),
                            due == null ? null : due.toInstant(),
                            row.getString("customer_id"));
                })
                .list();
    }

    /** @return what is filled in; empty if it is not done now */
    private Optional<ObjectNode> visited(Work work, Seen first, Instant now) {
        int number = first.number();
        if (number % LEFT == LEFT - 1 || rounds - first.round() < WAITS[number % WAITS.length]) {
            return Optional.empty();
        }
        boolean chinese = customers
                .find(work.customerId())
                .map(Customer::locale)
                .filter(locale -> locale.getLanguage().equals("zh"))
                .isPresent();
        String outcome = OUTCOMES[number % OUTCOMES.length];
        ObjectNode answers = JSON.createObjectNode()
                .put("visitChannel", number % 9 == 4 ? "visit" : "phone")
                .put("visitOutcome", outcome)
                .put("note", outcome.equals(REACHED) ? any(number, chinese ? CHINESE_NOTES : NOTES) : noNews(chinese));
        if (outcome.equals(REACHED) && number % PROMISED == 0) {
            answers.put("promise", any(number, chinese ? CHINESE_PROMISES : PROMISES))
                    .put(
                            "promisedBy",
                            workingDay(day(now).plusDays(2 + number % 4)).toString());
        } else if (outcome.equals("call-back")) {
            answers.put("nextOn", workingDay(day(now).plusDays(2)).toString());
        }
        return Optional.of(answers);
    }

    private static String noNews(boolean chinese) {
        return chinese ? "没有接通，下次再试。" : "Nobody answered; another try in some days.";
    }

    private static String any(int number, String[] texts) {
        return texts[number % texts.length];
    }

    private LocalDate workingDay(LocalDate from) {
        return day(desk.plus(from.atTime(desk.opens()).atZone(desk.zone()).toInstant(), Duration.ZERO));
    }

    private Optional<ObjectNode> kept(Work work, Seen first, Instant now) {
        boolean isDue = work.due() == null || !day(work.due()).minusDays(1).isAfter(day(now));
        boolean isLate = work.due() != null && day(work.due()).isBefore(day(now).minusDays(1));
        return switch (first.number() % 6) {
            case 2 -> isLate ? Optional.of(promise("kept", "It took longer than we had said.")) : Optional.empty();
            case 4 -> Optional.empty();
            case 5 ->
                isDue ? Optional.of(promise("broken", "The potter has closed; the customer knows.")) : Optional.empty();
            default -> isDue ? Optional.of(promise("kept", "Done, and the customer knows.")) : Optional.empty();
        };
    }

    private static ObjectNode promise(String outcome, String notes) {
        return JSON.createObjectNode().put("promiseOutcome", outcome).put("notes", notes);
    }
}
