package io.rapport.feedback;

import io.rapport.audit.Actor;
import io.rapport.audit.AuditAction;
import io.rapport.audit.AuditLog;
import io.rapport.audit.AuditRecord;
import io.rapport.calendar.BusinessClock;
import io.rapport.database.Columns;
import io.rapport.feedback.PanelRound.State;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.Period;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The customer panel: its rounds, who was invited to them, what they answered. */
@Component
public class Panels {

    /** The topic of consents to take part. */
    public static final String TOPIC = "panel";

    /** Nobody is invited again before. */
    public static final Period PAUSE = Period.ofDays(180);

    /** The kind of action by which the audit log knows that a round was opened. */
    public static final String OPENED = "panel.opened";

    private static final String ROUNDS =
            """
            select r.*, t.language, t.title, t.question, t.choices, t.result
            from rapport.panel_round r join rapport.panel_text t on t.round_id = r.id""";

    private final JdbcClient jdbc;
    private final AuditLog audit;
    private final BusinessClock clock;

    Panels(JdbcClient jdbc, AuditLog audit, BusinessClock clock) {
        this.jdbc = jdbc;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * How many took part in a round.
     *
     * @param invited how many were invited
     * @param answered how many have answered
     * @param left how many have withdrawn their consent
     */
    public record Numbers(int invited, int answered, int left) {}

    /**
     * An answer, without who gave it.
     *
     * @param choice which of the choices, from 1 on; {@code null} if none
     * @param comment the customer's words; {@code null} if none
     */
    public record Answer(Integer choice, String comment) {}

    /**
     * Opens a round: the members of its segment are invited from now on, set by set. It is in the audit log.
     *
     * @param login who of staff opens it
     * @param segment whose members are invited
     * @param most how many at the most
     * @param endsAt from when on no answer is taken
     * @param texts by language; English must be there
     * @return its number
     */
    @Transactional
    public long open(String login, String segment, int most, Instant endsAt, Map<String, PanelRound.Text> texts) {
        if (!texts.containsKey(PanelRound.ENGLISH)) {
            throw new IllegalArgumentException("a round of the panel needs its texts in English");
        }
        long id = jdbc.sql(
                        """
                insert into rapport.panel_round (segment, most, opened_by, opened_at, ends_at)
                values (:segment, :most, :login, :now, :ends) returning id""")
                .param("segment", segment)
                .param("most", most)
                .param("login", login)
                .param("now", Timestamp.from(clock.instant()))
                .param("ends", Timestamp.from(endsAt))
                .query(Long.class)
                .single();
        texts.forEach((language, text) -> jdbc.sql(
                        """
                insert into rapport.panel_text (round_id, language, title, question, choices)
                values (:round, :language, :title, :question, :choices)""")
                .param("round", id)
                .param("language", language)
                .param("title", text.title())
                .param("question", text.question())
                .param("choices", text.choices().toArray(String[]::new))
                .update());
        audit.record(new AuditRecord(Actor.staff(login), AuditAction.CHANGE, OPENED, null, "round " + id));
        return id;
    }

    /**
     * @param id number of a round
     * @return the round
     */
    public Optional<PanelRound> find(long id) {
        return rounds(jdbc.sql(ROUNDS + " where r.id = :id").param("id", id)).stream()
                .findFirst();
    }

    /**
     * @param most how many at the most
     * @return the newest rounds, the newest first
     */
    public List<PanelRound> newest(int most) {
        return rounds(
                jdbc.sql(ROUNDS + " where r.id in (select id from rapport.panel_round order by id desc limit :most)"
                                + " order by r.id desc")
                        .param("most", most));
    }

    /** @return the round that ended first of those whose result is to be written */
    public Optional<PanelRound> due() {
        return rounds(
                        jdbc.sql(
                                ROUNDS
                                        + " where r.id = (select id from rapport.panel_round where state = 'ended' order by ends_at, id limit 1)"))
                .stream()
                .findFirst();
    }

    /**
     * @param rounds numbers of rounds
     * @return how many took part in each of them
     */
    public Map<Long, Numbers> numbers(List<Long> rounds) {
        Map<Long, Numbers> numbers = new HashMap<>();
        jdbc.sql(
                        """
                select round_id, count(*) as invited, count(answered_at) filter (where left_at is null) as answered,
                       count(left_at) as gone
                from rapport.panel_invitation where round_id = any(:rounds::bigint[]) group by round_id""")
                .param("rounds", Columns.of(rounds, round -> round))
                .query(row -> {
                    numbers.put(
                            row.getLong("round_id"),
                            new Numbers(row.getInt("invited"), row.getInt("answered"), row.getInt("gone")));
                });
        return numbers;
    }

    /**
     * @param round number of a round
     * @return how often each of its choices was chosen, by choice from 1 on
     */
    public Map<Integer, Integer> chosen(long round) {
        Map<Integer, Integer> chosen = new TreeMap<>();
        jdbc.sql(
                        """
                select choice, count(*) as times from rapport.panel_invitation
                where round_id = :round and choice is not null group by choice""")
                .param("round", round)
                .query(row -> {
                    chosen.put(row.getInt("choice"), row.getInt("times"));
                });
        return chosen;
    }

    /**
     * @param round number of a round
     * @param most how many at the most
     * @return the answers that have words, the newest first
     */
    public List<Answer> comments(long round, int most) {
        return jdbc.sql(
                        """
                select choice, comment from rapport.panel_invitation
                where round_id = :round and comment is not null order by answered_at desc, id limit :most""")
                .param("round", round)
                .param("most", most)
                .query((rs, n) -> new Answer(rs.getObject("choice", Integer.class), rs.getString("comment")))
                .list();
    }

    /**
     * @param customerId bare id
     * @return the newest invitation of the customer
     */
    public Optional<PanelInvitation> invitation(String customerId) {
        return jdbc.sql(
                        """
                select * from rapport.panel_invitation where customer_id = rapport.current_customer(:customer)
                order by invited_at desc, id limit 1""")
                .param("customer", customerId)
                .query(Panels::invitation)
                .optional();
    }

    /**
     * Takes the result of a round, which is reported to those who answered from now on, set by set.
     *
     * @param round number of a round that has ended
     * @param login who of staff wrote it; {@code null} if that is not known
     * @param results by language; one that the round does not have is left out
     * @return whether it was taken; false of a round that does not wait for its result
     */
    @Transactional
    public boolean report(long round, String login, Map<String, String> results) {
        int taken = jdbc.sql(
                        """
                update rapport.panel_round set state = 'reporting', reported_by = :login
                where id = :round and state = 'ended'""")
                .param("round", round)
                .param("login", login)
                .update();
        if (taken == 0) {
            return false;
        }
        results.forEach((language, result) -> jdbc.sql(
                        "update rapport.panel_text set result = :result where round_id = :round and language = :language")
                .param("round", round)
                .param("language", language)
                .param("result", result)
                .update());
        return true;
    }

    private static List<PanelRound> rounds(JdbcClient.StatementSpec statement) {
        Map<Long, PanelRound> rounds = new LinkedHashMap<>();
        statement.query(row -> {
            PanelRound round = rounds.computeIfAbsent(row.getLong("id"), id -> round(row));
            round.texts().put(row.getString("language"), text(row));
        });
        return new ArrayList<>(rounds.values());
    }

    private static PanelRound round(ResultSet rs) {
        try {
            return new PanelRound(
                    rs.getLong("id"),
                    rs.getString("segment"),
                    rs.getInt("most"),
                    rs.getString("opened_by"),
                    Complaints.instant(rs, "opened_at"),
                    Complaints.instant(rs, "ends_at"),
                    State.valueOf(rs.getString("state").toUpperCase(Locale.ROOT)),
                    new TreeMap<>());
        } catch (SQLException e) {
            throw new IllegalStateException("a round of the panel cannot be read", e);
        }
    }

    private static PanelRound.Text text(ResultSet rs) throws SQLException {
        Array choices = rs.getArray("choices");
        return new PanelRound.Text(
                rs.getString("title"),
                rs.getString("question"),
                List.of((String[]) choices.getArray()),
                rs.getString("result"));
    }

    private static PanelInvitation invitation(ResultSet rs, int n) throws SQLException {
        return new PanelInvitation(
                rs.getString("id"),
                rs.getLong("round_id"),
                rs.getString("customer_id"),
                Complaints.instant(rs, "invited_at"),
                Complaints.instant(rs, "answered_at"),
                rs.getObject("choice", Integer.class),
                rs.getString("comment"),
                Complaints.instant(rs, "left_at"));
    }
}
