package io.rapport.app.demo;

import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.calendar.WorkingTime;
import io.rapport.customer.Customer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * When the staff of the demo shop do a task, and what comes of it: four of five calls and visits are made within the two working
 * days that they have, nearly all within a week, and while the customer is awake. Three of four customers are reached; every
 * fourth of these is promised something. What is said, promised and comes of it stands in {@code demo/conversations.csv}: of ten
 * promises eight are kept in time, one is kept late, and one cannot be kept, which the customer hears. What is noted of calls in
 * vain stands in {@code demo/words.csv}, what is found out about complaints in {@code demo/complaints.csv}. Complaints, parcels and
 * requests about data are seen to in their time. Two tasks are nobody's here: to approve a compensation that somebody who tries
 * the demo has proposed, and to report what the panel said.
 */
final class AdviserWork {

    /** Tasks that an adviser has from the beginning. */
    static final Set<String> OF_ADVISERS = Set.of("call-or-visit", "keep-promise");

    /** All that are done here. */
    static final Set<String> TASKS = Set.of(
            "call-or-visit",
            "keep-promise",
            "call-dissatisfied",
            "win-back-call",
            "send-present",
            "contact-customer",
            "welcome-call",
            "investigate",
            "chase-delivery",
            "check-identity",
            "handle-request",
            "deliver-answer");

    /** Those for which the customer is called. */
    private static final Set<String> CALLS =
            Set.of("call-or-visit", "call-dissatisfied", "win-back-call", "contact-customer", "welcome-call");

    /** Those that are taken up within hours, in time for what they are about. */
    private static final Set<String> SOON = Set.of("investigate", "chase-delivery");

    /** A parcel that was sent again takes so many days. */
    private static final int SENT_AGAIN_DAYS = 4;

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String WAS_REACHED = "reached";
    private static final String WAS_MISSED = "not-reached";

    private static final double REACHED = .75;
    private static final double PROMISED = .25;

    private static final LocalTime WAKES = LocalTime.of(8, 30);
    private static final LocalTime RESTS = LocalTime.of(20, 30);

    private final Function<String, Optional<String>> promised;
    private final Function<String, Optional<String>> requested;
    private final ComplaintWork complaints;
    private final WorkingTime desk;
    private final DealtTexts conversations;
    private final DealtTexts inVain;
    private final Map<String, Map<String, String>> byPromise;

    /** By login, until when they are busy with what they did last. */
    private final Map<String, Instant> busyUntil = new HashMap<>();

    /**
     * @param promised from the id of a promise to its words
     * @param requested from the id of a request about data to what is wanted, such as {@code correction}
     * @param complaints what is found out about complaints
     * @param desk where staff work, and when
     */
    AdviserWork(
            Function<String, Optional<String>> promised,
            Function<String, Optional<String>> requested,
            ComplaintWork complaints,
            WorkingTime desk)
            throws IOException {
        this.promised = promised;
        this.requested = requested;
        this.complaints = complaints;
        this.desk = desk;
        List<Map<String, String>> rows = new ArrayList<>();
        for (Map<String, String> row : CsvText.rows(CsvText.resource("conversations.csv"))) {
            Map<String, String> kind = new HashMap<>(row);
            kind.put("promised", row.get("promise").isEmpty() ? "no" : "yes");
            rows.add(kind);
        }
        this.conversations = new DealtTexts(rows, "language", "promised");
        this.inVain = new DealtTexts(CsvText.rows(CsvText.resource("words.csv")), "occasion", "language");
        this.byPromise = rows.stream()
                .filter(row -> !row.get("promise").isEmpty())
                .collect(toMap(row -> row.get("promise"), Function.identity()));
    }

    /**
     * A task of staff.
     *
     * @param key its id in the model
     * @param customerId bare id
     * @param about id of the promise, complaint or request about data that it is about; {@code null} for none
     * @param due {@code null} if it has no such date
     */
    record Task(String key, String customerId, String about, Instant created, Instant due) {

        /** @return the same for each start at a moment, and another one for each task */
        int number() {
            return customerId.hashCode() * 31 + (int) (created.getEpochSecond() / 60);
        }

        /** @param of what is asked for: what decides about one says nothing of another */
        private Dice dice(String of) {
            return new Dice(new SplittableRandom(number() * 31L + of.hashCode()));
        }
    }

    /**
     * @param zone where the customer is
     * @return when it is done
     */
    Instant moment(Task task, ZoneId zone) {
        Dice dice = task.dice("moment");
        if (task.key().equals("keep-promise") && task.due() != null) {
            int days =
                    switch (agreed(task).getOrDefault("ending", "kept")) {
                        case "late" -> 1 + dice.below(2);
                        case "given-up" -> 0;
                        default -> -dice.below(2);
                    };
            Instant within = after(day(task.due()).plusDays(days), 20 + dice.below(430), dice);
            Instant soonest = after(task.created(), 90, dice);
            return within.isBefore(soonest) ? soonest : within;
        }
        if (SOON.contains(task.key())) {
            Instant within = after(task.created(), 40 + dice.below(500), dice);
            boolean inTime = task.due() == null || within.isBefore(task.due());
            return inTime ? within : after(task.created(), 40 + dice.below(120), dice);
        }
        double u = dice.uniform();
        int hours = u < .2 ? 1 + dice.below(4) : u < .8 ? 5 + dice.below(10) : u < .95 ? 17 + dice.below(12) : 32;
        return awake(task, after(task.created(), hours * 60 + dice.below(60), dice), zone);
    }

    /** @return when somebody can do something: now, or some minutes after what they did last */
    Instant free(String login, Instant now) {
        Instant until = busyUntil.getOrDefault(login, now);
        return until.isAfter(now) ? until : now;
    }

    /** Somebody does a task, which takes some minutes. */
    void does(String login, Task task, Instant now) {
        busyUntil.put(
                login, now.plus(Duration.ofMinutes(6L + task.dice("minutes").below(15))));
    }

    private LocalDate day(Instant moment) {
        return LocalDate.ofInstant(moment, desk.zone());
    }

    private Instant after(LocalDate day, int minutes, Dice dice) {
        return after(day.atTime(desk.opens()).atZone(desk.zone()).toInstant(), minutes, dice);
    }

    private Instant after(Instant from, int minutes, Dice dice) {
        Instant moment = desk.plus(from, Duration.ofMinutes(minutes).plusSeconds(dice.below(60)));
        // when the desk has just closed it is the next opening
        return desk.plus(moment, Duration.ZERO);
    }

    /**
     * @param now when somebody comes to it
     * @param zone where the customer is
     * @return when it is done: now, or when the customer is awake, if it is one for which they are called
     */
    Instant awake(Task task, Instant now, ZoneId zone) {
        return CALLS.contains(task.key()) ? awake(now, zone, task.dice("awake")) : now;
    }

    /** Nobody is called at night: later on the day, or the next morning. */
    private Instant awake(Instant planned, ZoneId zone, Dice dice) {
        Instant moment = planned;
        for (int tries = 0; tries < 24; tries++) {
            LocalTime there = LocalTime.ofInstant(moment, zone);
            if (there.isAfter(WAKES) && there.isBefore(RESTS)) {
                break;
            }
            moment = after(moment, 25 + dice.below(30), dice);
        }
        return moment;
    }

    /**
     * @param now when it is done
     * @return what is filled in, by field
     */
    ObjectNode answers(Task task, Customer customer, Instant now) {
        Dice dice = task.dice("answers");
        String language = language(customer).equals("zh") ? "zh" : "en";
        boolean reached = dice.chance(REACHED);
        return switch (task.key()) {
            case "call-or-visit" -> visited(customer, language, reached, now, dice);
            case "keep-promise" -> settled(task);
            case "send-present" ->
                JSON.createObjectNode()
                        .put("presentOutcome", "sent")
                        .put(
                                "presentSent",
                                language.equals("zh") ? "茉莉龙珠 50克，附手写卡" : "Jasmine pearls, 50 g, with a card");
            case "contact-customer" ->
                JSON.createObjectNode().put("contactOutcome", reached ? WAS_REACHED : WAS_MISSED);
            case "win-back-call" -> wonBack(reached, dice);
            case "welcome-call" -> welcomed(reached, dice);
            case "investigate" -> complaints.answers(task.about(), language(customer));
            case "chase-delivery" ->
                JSON.createObjectNode()
                        .put("deliveryOutcome", "sent-again")
                        .put(
                                "expectedOn",
                                workingDay(day(now).plusDays(SENT_AGAIN_DAYS)).toString());
            case "check-identity" ->
                JSON.createObjectNode()
                        .put("identity", "confirmed")
                        .put("notes", "Called back on the number of the profile.");
            case "handle-request" -> JSON.createObjectNode().put("whatWasDone", done(task));
            case "deliver-answer" -> JSON.createObjectNode().put("delivery", "post");
            default -> dissatisfied(reached, dice);
        };
    }

    private String done(Task task) {
        return switch (requested.apply(task.about()).orElse("")) {
            case "restriction" -> "restricted";
            case "objection" -> "stopped";
            default -> "corrected";
        };
    }

    /** @return what the customer reads, such as {@code de}; {@code en} if that is not known */
    static String language(Customer customer) {
        return customer.locale() == null ? "en" : customer.locale().getLanguage();
    }

    private ObjectNode visited(Customer customer, String language, boolean reached, Instant now, Dice dice) {
        boolean near = customer.timeZone().equals(desk.zone());
        String channel = near && dice.chance(.15) ? "visit" : dice.chance(.1) ? "video" : "phone";
        ObjectNode answers = JSON.createObjectNode().put("visitChannel", reached ? channel : "phone");
        if (!reached) {
            String outcome = List.of(WAS_MISSED, "message-left", "call-back").get(dice.below(3));
            answers.put("visitOutcome", outcome)
                    .put("note", inVain.next(outcome, language).get("text"));
            if (outcome.equals("call-back")) {
                answers.put("nextOn", workingDay(day(now).plusDays(2)).toString());
            }
            return answers;
        }
        boolean promised = dice.chance(PROMISED);
        Map<String, String> said = conversations.next(language, promised ? "yes" : "no");
        answers.put("visitOutcome", WAS_REACHED).put("note", said.get("note"));
        if (promised) {
            answers.put("promise", said.get("promise"))
                    .put(
                            "promisedBy",
                            workingDay(day(now).plusDays(Long.parseLong(said.get("days"))))
                                    .toString());
        }
        return answers;
    }

    private LocalDate workingDay(LocalDate from) {
        return day(desk.plus(from.atTime(desk.opens()).atZone(desk.zone()).toInstant(), Duration.ZERO));
    }

    /** @return the conversation in which it was promised; empty if it was in none of these */
    private Map<String, String> agreed(Task task) {
        return promised.apply(task.about()).map(byPromise::get).orElse(Map.of());
    }

    private ObjectNode settled(Task task) {
        Map<String, String> agreed = agreed(task);
        String said = agreed.getOrDefault("said", "");
        return "given-up".equals(agreed.get("ending"))
                ? JSON.createObjectNode().put("promiseOutcome", "given-up").put("explanation", said)
                : JSON.createObjectNode().put("promiseOutcome", "kept").put("notes", said);
    }

    private static ObjectNode welcomed(boolean reached, Dice dice) {
        ObjectNode answers = JSON.createObjectNode().put("callOutcome", reached ? WAS_REACHED : WAS_MISSED);
        return reached
                ? answers.put(
                        "mattersMost",
                        List.of("quality", "choice", "advice", "delivery").get(dice.below(4)))
                : answers;
    }

    private static ObjectNode wonBack(boolean reached, Dice dice) {
        ObjectNode answers = JSON.createObjectNode().put("callOutcome", reached ? WAS_REACHED : WAS_MISSED);
        return reached
                ? answers.put(
                                "lapseReason",
                                List.of("no-need", "price", "competitor", "unsaid")
                                        .get(dice.below(4)))
                        .put(
                                "willReturn",
                                List.of("yes", "perhaps", "perhaps", "no").get(dice.below(4)))
                : answers;
    }

    private static ObjectNode dissatisfied(boolean reached, Dice dice) {
        ObjectNode answers = JSON.createObjectNode().put("callOutcome", reached ? WAS_REACHED : WAS_MISSED);
        return reached
                ? answers.put(
                        "dissatisfiedWith",
                        List.of("quality", "delivery", "description").get(dice.below(3)))
                : answers;
    }
}
