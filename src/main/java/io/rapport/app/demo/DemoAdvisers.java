package io.rapport.app.demo;

import static java.util.stream.Collectors.toSet;

import io.rapport.calendar.BusinessClock;
import io.rapport.calendar.WorkingTime;
import io.rapport.customer.Customer;
import io.rapport.customer.Customers;
import io.rapport.desk.AbsenceHandover;
import io.rapport.desk.Absences;
import io.rapport.desk.EscalationWorker;
import java.io.IOException;
import java.sql.Timestamp;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What advisers do, and all staff for the customers of before: each task is done at a moment of its own in the hours of the desk,
 * in the name of who has it, over HTTP as from the Tasklist ({@link AdviserWork} says when, and what comes of it), and some
 * minutes after the one before. One of the advisers is away for a week, and another is their deputy. What was made in the
 * last days is still open, for who tries the demo; when the clock is moved on, all that is open is done.
 */
final class DemoAdvisers implements ReplayPart {

    /** By queue, who takes what nobody has. */
    private static final Map<String, List<String>> MEMBERS = Map.of(
            "care", List.of("clara", "ming", "nora"),
            "retention", List.of("rita"),
            "complaints", List.of("conny"),
            "complaints-lead", List.of("leo", "lena"),
            "fulfilment", List.of("fred"));

    private static final List<String> TASKS = List.copyOf(AdviserWork.TASKS);

    private static final Duration ABSENT_AFTER = Duration.ofDays(24);

    /** What one of the staff has just done and what the next one does lie so many seconds apart, and up to twice as many. */
    private static final int APART = 25;

    private final DemoStaff staff;
    private final Absences absences;
    private final AbsenceHandover handover;
    private final EscalationWorker escalations;
    private final Customers customers;
    private final JdbcClient jdbc;
    private final WorkingTime desk;
    private final BusinessClock clock;
    private final AdviserWork work;

    /** By id of the task, when it is done. */
    private final Map<String, Instant> planned = new HashMap<>();

    private Set<String> regulars = Set.of();
    private LocalDate handedOver;

    DemoAdvisers(
            DemoStaff staff,
            Absences absences,
            AbsenceHandover handover,
            EscalationWorker escalations,
            Customers customers,
            JdbcClient jdbc,
            WorkingTime desk,
            BusinessClock clock,
            AdviserWork work) {
        this.staff = staff;
        this.absences = absences;
        this.handover = handover;
        this.escalations = escalations;
        this.customers = customers;
        this.jdbc = jdbc;
        this.desk = desk;
        this.clock = clock;
        this.work = work;
    }

    /** @param login {@code null} as long as it is in the queue alone */
    private record Open(String id, String login, String queue, AdviserWork.Task task) {}

    /** Makes their logins, says what they speak, and enters when they are away. */
    void begin(Replay replay) throws IOException {
        Instant opened = replay.past().opened();
        this.regulars = replay.past().customers().stream().map(Regular::id).collect(toSet());
        staff.begin();
        LocalDate week = day(opened.plus(ABSENT_AFTER)).with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        away("nora", week, "clara", opened);
        away("ming", day(replay.start()).plusDays(7).with(TemporalAdjusters.next(DayOfWeek.MONDAY)), "nora", opened);
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

    @Override
    public Optional<Instant> next(Replay replay, Instant reached) {
        return planned.values().stream()
                .filter(moment -> moment.isAfter(reached))
                .min(Comparator.naturalOrder());
    }

    @Override
    public boolean reach(Replay replay, Instant reached) throws IOException, InterruptedException {
        if (!day(reached).equals(handedOver)) {
            handover.handOver();
            escalations.escalate();
            handedOver = day(reached);
        }
        boolean any = false;
        for (Open open : open()) {
            if (isTheirs(replay, open.task())
                    && !planned(open).isAfter(reached)
                    && isOpen(reached)
                    && complete(replay, open, reached)) {
                any = true;
                passSeconds(replay, open);
            }
        }
        return any;
    }

    /** Two of the staff do not enter what they have done in the same second, though the replay comes to both at one stop. */
    private void passSeconds(Replay replay, Open done) {
        Instant later =
                clock.instant().plusSeconds(APART + Math.floorMod(done.task().number(), APART));
        if (replay.isMove() || later.isBefore(clock.realInstant())) {
            clock.moveTo(later);
        }
    }

    /** What else there is to do about the recording's people is left for who tries the demo, until they move its clock. */
    private boolean isTheirs(Replay replay, AdviserWork.Task task) {
        return replay.isMove() || AdviserWork.OF_ADVISERS.contains(task.key()) || regulars.contains(task.customerId());
    }

    private Instant planned(Open open) {
        return planned.computeIfAbsent(
                open.id(), id -> work.moment(open.task(), customer(open).timeZone()));
    }

    private Customer customer(Open open) {
        return customers.find(open.task().customerId()).orElseThrow();
    }

    private boolean complete(Replay replay, Open open, Instant reached) throws IOException, InterruptedException {
        Optional<String> login = present(open, day(reached));
        if (login.isEmpty()) {
            return false;
        }
        // who was away, or busy, may come to it when the customer sleeps
        Instant awake = work.awake(open.task(), reached, customer(open).timeZone());
        if (awake.isAfter(reached)) {
            planned.put(open.id(), awake);
            return false;
        }
        Instant free = work.free(login.get(), reached);
        if (free.isAfter(reached)) {
            planned.put(open.id(), free);
            return false;
        }
        TaskClient client = new TaskClient(replay.server(), login.get());
        if (open.login() == null) {
            client.claim(open.id());
        }
        client.submit(open.id(), work.answers(open.task(), customer(open), reached));
        work.does(login.get(), open.task(), reached);
        return true;
    }

    private boolean isOpen(Instant moment) {
        return desk.plus(moment, Duration.ZERO).equals(moment);
    }

    /** @return who does it; empty while who has it is away */
    private Optional<String> present(Open open, LocalDate today) {
        List<String> candidates = open.login() == null ? MEMBERS.get(open.queue()) : List.of(open.login());
        List<String> there = candidates.stream()
                .filter(login -> absences.of(login, today).isEmpty())
                .toList();
        List<String> present = staff.speaking(there, AdviserWork.language(customer(open)));
        return present.isEmpty()
                ? Optional.empty()
                : Optional.of(present.get(Math.floorMod(open.task().number(), present.size())));
    }

    private List<Open> open() {
        return jdbc.sql(
                        """
                select distinct on (t.create_time_, t.id_)
                       t.id_, t.assignee_, t.task_def_key_, t.create_time_, t.due_date_, q.group_id_,
                       c.text_ as customer_id, p.text_ as about
                from rapport.act_ru_task t
                join rapport.act_ru_variable c on c.execution_id_ = t.proc_inst_id_ and c.name_ = 'customerId'
                left join rapport.act_ru_variable p on p.execution_id_ = t.proc_inst_id_
                    and p.name_ in ('promiseId', 'complaintId', 'requestId')
                left join rapport.act_ru_identitylink q on q.task_id_ = t.id_ and q.type_ = 'candidate'
                where t.task_def_key_ in (:tasks) and (t.assignee_ in (:logins) or q.group_id_ in (:queues))
                order by t.create_time_, t.id_""")
                .param("tasks", TASKS)
                .param("logins", MEMBERS.values().stream().flatMap(List::stream).toList())
                .param("queues", MEMBERS.keySet())
                .query((row, n) -> {
                    Timestamp due = row.getTimestamp("due_date_");
                    return new Open(
                            row.getString("id_"),
                            row.getString("assignee_"),
                            row.getString("group_id_"),
                            new AdviserWork.Task(
                                    row.getString("task_def_key_"),
                                    row.getString("customer_id"),
                                    row.getString("about"),
                                    row.getTimestamp("create_time_").toInstant(),
                                    due == null ? null : due.toInstant()));
                })
                .list();
    }
}
