package io.rapport.contactpolicy;

import io.rapport.calendar.BusinessClock;
import io.rapport.contactpolicy.Suppression.Reason;
import io.rapport.database.OperatorDecision;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What operators decide about addresses: entries that they add and lift, each with who and why. */
@Component
public final class SuppressionDecisions {

    private final JdbcClient jdbc;
    private final BusinessClock clock;
    private final SuppressionKey key;

    SuppressionDecisions(JdbcClient jdbc, BusinessClock clock, SuppressionKey key) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.key = key;
    }

    /**
     * Something that an operator decided about an address.
     *
     * @param at when
     * @param who by whom
     * @param action {@code add} or {@code lift}
     * @param reason of the entry
     * @param note why
     */
    public record RecordedDecision(Instant at, String who, String action, Reason reason, String note) {}

    /**
     * @param channel such as {@code email}
     * @param address in any spelling
     * @return what operators decided about the address, the youngest first
     */
    public List<RecordedDecision> of(String channel, String address) {
        return jdbc.sql(
                        """
                select at, who, action, reason, note from rapport.suppression_audit
                where address = :address order by at desc, id desc""")
                .param("address", key.hash(channel, address))
                .query((rs, n) -> new RecordedDecision(
                        rs.getTimestamp("at").toInstant(),
                        rs.getString("who"),
                        rs.getString("action"),
                        Reason.of(rs.getString("reason")),
                        rs.getString("note")))
                .list();
    }

    /**
     * Suppresses an address because an operator wants it; one that is suppressed so already stays so.
     *
     * @param channel such as {@code email}
     * @param address in any spelling
     * @param decision by whom and why
     */
    public void add(String channel, String address, OperatorDecision decision) {
        // one statement, so that there is no entry without its note
        jdbc.sql(
                        """
                with audited as (
                    insert into rapport.suppression_audit (at, who, action, address, channel, reason, note)
                    values (:now, :who, 'add', :address, :channel, 'manual', :note))
                insert into rapport.suppression (address, reason, channel, since)
                values (:address, 'manual', :channel, :now)
                on conflict (address, reason) do nothing""")
                .param("now", Timestamp.from(clock.instant()))
                .param("who", decision.who())
                .param("address", key.hash(channel, address))
                .param("channel", channel)
                .param("note", decision.note())
                .update();
    }

    /**
     * Lifts an entry because an operator wants it. What happened before does not suppress the address again.
     *
     * @param channel such as {@code email}
     * @param address in any spelling
     * @param reason of the entry to lift
     * @param decision by whom and why
     * @return whether there was such an entry
     */
    public boolean lift(String channel, String address, Reason reason, OperatorDecision decision) {
        return jdbc.sql(
                                """
                        with lifted as (
                            delete from rapport.suppression where address = :address and reason = :reason
                            returning address, channel, reason)
                        insert into rapport.suppression_audit (at, who, action, address, channel, reason, note)
                        select :now, :who, 'lift', address, channel, reason, :note from lifted""")
                        .param("now", Timestamp.from(clock.instant()))
                        .param("who", decision.who())
                        .param("address", key.hash(channel, address))
                        .param("reason", reason.code())
                        .param("note", decision.note())
                        .update()
                > 0;
    }
}
