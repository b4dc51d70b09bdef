package io.rapport.feedback;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.rapport.calendar.BusinessClock;
import io.rapport.database.Columns;
import io.rapport.inbox.EventSubmission;
import io.rapport.inbox.Inbox;
import io.rapport.inbox.NewEvent;
import io.rapport.inbox.Priority;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What becomes of rounds of the panel by themselves: customers are invited, a round ends, its result is reported to those who
 * answered. Each customer gets an event of their own; these go by sets, each a transaction with the note of how far it came, so
 * that none is lost or doubled, and as bulk, so that what is live goes first. One node at a time works on a round.
 */
@Component
public class PanelRuns {

    private static final String SOURCE = "urn:rapport:panel";

    /** So many customers in one transaction. */
    private static final int SET = 200;

    private final JdbcClient jdbc;
    private final Inbox inbox;
    private final BusinessClock clock;
    private final TransactionTemplate transaction;

    PanelRuns(JdbcClient jdbc, Inbox inbox, BusinessClock clock, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.inbox = inbox;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    private record Work(long round, String segment, int most, boolean inviting, String until) {}

    private record Candidate(String customerId, boolean paused) {}

    private record Invited(String id, String customerId) {}

    /** Does all that is to be done now. */
    public void all() {
        boolean more = true;
        while (more) {
            more = Boolean.TRUE.equals(transaction.execute(status -> next()));
        }
    }

    private boolean next() {
        end();
        Optional<Work> work = work();
        work.ifPresent(found -> {
            if (found.inviting()) {
                invite(found);
            } else {
                report(found);
            }
        });
        return work.isPresent();
    }

    private void end() {
        jdbc.sql(
                        """
                update rapport.panel_round r
                set state = case when exists (select from rapport.panel_invitation i
                                              where i.round_id = r.id and i.answered_at is not null and i.left_at is null)
                                 then 'ended' else 'unanswered' end
                where r.state in ('inviting', 'open') and r.ends_at <= :now""")
                .param("now", Timestamp.from(clock.instant()))
                .update();
    }

    /** @return the oldest round with a set to do that no other node works on */
    private Optional<Work> work() {
        return jdbc.sql(
                        """
                select r.id, r.segment, r.most, r.state, r.invited_until from rapport.panel_round r
                where r.state = 'reporting'
                   or r.state = 'inviting' and exists (select from rapport.panel_segment s where s.name = r.segment)
                order by r.id limit 1 for update of r skip locked""")
                .query((rs, n) -> new Work(
                        rs.getLong("id"),
                        rs.getString("segment"),
                        rs.getInt("most"),
                        rs.getString("state").equals("inviting"),
                        rs.getString("invited_until")))
                .optional();
    }

    private void invite(Work work) {
        Instant now = clock.instant();
        int free = work.most() - invited(work.round());
        List<Candidate> set = jdbc.sql(
                        """
                select m.customer_id, exists (select from rapport.panel_invitation i
                                              where i.customer_id = m.customer_id and i.invited_at > :pause) as paused
                from rapport.panel_candidate m
                where m.segment = :segment and m.customer_id > :until order by m.customer_id limit :set""")
                .param("segment", work.segment())
                .param("until", work.until())
                .param(
                        "pause",
                        Timestamp.from(
                                now.atZone(ZoneOffset.UTC).minus(Panels.PAUSE).toInstant()))
                .param("set", SET)
                .query((rs, n) -> new Candidate(rs.getString("customer_id"), rs.getBoolean("paused")))
                .list();
        List<Invited> invited = set.stream()
                .filter(candidate -> !candidate.paused())
                .limit(free)
                .map(candidate -> new Invited(UUID.randomUUID().toString(), candidate.customerId()))
                .toList();
        jdbc.sql(
                        """
                insert into rapport.panel_invitation (id, round_id, customer_id, invited_at)
                select n.id, :round, n.customer, :now from unnest(:ids::text[], :customers::text[]) n (id, customer)""")
                .param("round", work.round())
                .param("now", Timestamp.from(now))
                .param("ids", Columns.of(invited, Invited::id))
                .param("customers", Columns.of(invited, Invited::customerId))
                .update();
        raise("panel.invited", "invited", work.round(), invited);
        boolean done = set.size() < SET || invited.size() == free;
        jdbc.sql("update rapport.panel_round set state = :state, invited_until = :until where id = :round")
                .param("state", done ? "open" : "inviting")
                .param(
                        "until",
                        set.isEmpty() ? work.until() : set.get(set.size() - 1).customerId())
                .param("round", work.round())
                .update();
    }

    private int invited(long round) {
        return jdbc.sql("select count(*) from rapport.panel_invitation where round_id = :round")
                .param("round", round)
                .query(Integer.class)
                .single();
    }

    /** Who withdrew the consent to take part is not written to. */
    private void report(Work work) {
        List<Invited> set = jdbc.sql(
                        """
                update rapport.panel_invitation set reported_at = :now
                where id in (select id from rapport.panel_invitation
                             where round_id = :round and answered_at is not null and left_at is null
                               and reported_at is null
                             order by id limit :set)
                returning id, customer_id""")
                .param("now", Timestamp.from(clock.instant()))
                .param("round", work.round())
                .param("set", SET)
                .query((rs, n) -> new Invited(rs.getString("id"), rs.getString("customer_id")))
                .list();
        raise("panel.reported", "reported", work.round(), set);
        if (set.size() < SET) {
            jdbc.sql("update rapport.panel_round set state = 'reported' where id = :round")
                    .param("round", work.round())
                    .update();
        }
    }

    private void raise(String type, String what, long round, List<Invited> customers) {
        List<EventSubmission> events = new ArrayList<>();
        for (Invited invited : customers) {
            events.add(new EventSubmission(
                    new NewEvent(
                            SOURCE,
                            what + ":" + invited.id(),
                            type,
                            invited.customerId(),
                            null,
                            JsonNodeFactory.instance.objectNode().put("round", round)),
                    null,
                    Priority.BULK));
        }
        for (Inbox.IntakeResult answer : inbox.acceptAll(events)) {
            if (answer.invalid() != null) {
                throw new IllegalStateException(
                        "the event " + type + " cannot be raised: "
                                + answer.invalid().getMessage(),
                        answer.invalid());
            }
        }
    }
}
