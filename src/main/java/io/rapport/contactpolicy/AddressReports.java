package io.rapport.contactpolicy;

import io.rapport.database.Columns;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What came back about addresses after something was sent there: bounces and complaints, by the address's hash. */
@Component
public final class AddressReports {

    private final JdbcClient jdbc;

    AddressReports(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Something that came back.
     *
     * @param at when it happened
     * @param kind {@code hard}, {@code soft} or {@code complaint}
     * @param channel such as {@code email}
     * @param address from {@link SuppressionKey#hash}
     * @param message the message that it is about; {@code null} if that is not known
     * @param status enhanced status code or kind of feedback; {@code null} if there is none
     * @param cause about whom a bounce is; {@code null} if that is not known, and for complaints
     */
    public record AddressReport(
            Instant at, String kind, String channel, byte[] address, UUID message, String status, String cause) {}

    /**
     * Notes reports, by one statement.
     *
     * @param all by the number of the event that it came by, so that each counts once however often the event is handled
     * @return the numbers of those that were not known yet
     */
    public Set<Long> add(Map<Long, AddressReport> all) {
        List<Map.Entry<Long, AddressReport>> rows = List.copyOf(all.entrySet());
        return Set.copyOf(jdbc.sql(
                        """
                insert into rapport.message_report (event_seq, at, kind, channel, address, message, status, cause)
                select seq, at, kind, channel, decode(address, 'hex'), message, status, cause
                from unnest(:seqs::bigint[], :times::timestamptz[], :kinds::text[], :channels::text[], :addresses::text[],
                            :messages::uuid[], :statuses::text[], :causes::text[])
                     r (seq, at, kind, channel, address, message, status, cause)
                order by seq
                on conflict (event_seq) do nothing
                returning event_seq""")
                .param("seqs", Columns.of(rows, Map.Entry::getKey))
                .param("times", of(rows, AddressReport::at))
                .param("kinds", of(rows, AddressReport::kind))
                .param("channels", of(rows, AddressReport::channel))
                .param("addresses", of(rows, AddressReport::address))
                .param("messages", of(rows, AddressReport::message))
                .param("statuses", of(rows, AddressReport::status))
                .param("causes", of(rows, AddressReport::cause))
                .query(Long.class)
                .list());
    }

    private static String[] of(List<Map.Entry<Long, AddressReport>> rows, Function<AddressReport, ?> value) {
        return Columns.of(rows, row -> value.apply(row.getValue()));
    }

    /**
     * @param message a message
     * @return what came back about it, the oldest first
     */
    public List<AddressReport> of(UUID message) {
        return jdbc.sql("select * from rapport.message_report where message = :id order by at, event_seq")
                .param("id", message)
                .query((rs, n) -> new AddressReport(
                        rs.getTimestamp("at").toInstant(),
                        rs.getString("kind"),
                        rs.getString("channel"),
                        rs.getBytes("address"),
                        message,
                        rs.getString("status"),
                        rs.getString("cause")))
                .list();
    }

    /**
     * Cuts what ties hashed addresses to messages, and through them to a customer who was erased. That something came back
     * from the addresses stays.
     *
     * @param messages those of the customer
     */
    public void untie(Collection<UUID> messages) {
        UUID[] ids = messages.toArray(UUID[]::new);
        jdbc.sql("update rapport.message_report set message = null where message = any(:ids)")
                .param("ids", ids)
                .update();
        jdbc.sql("update rapport.suppression set message = null where message = any(:ids)")
                .param("ids", ids)
                .update();
    }
}
