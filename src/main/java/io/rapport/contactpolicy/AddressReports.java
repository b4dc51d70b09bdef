package io.rapport.contactpolicy;

import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
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
     * @param address from {@link Suppressions#address}
     * @param message the message that it is about; {@code null} if that is not known
     * @param status enhanced status code or kind of feedback; {@code null} if there is none
     * @param cause about whom a bounce is; {@code null} if that is not known, and for complaints
     */
    public record AddressReport(
            Instant at, String kind, String channel, byte[] address, UUID message, String status, String cause) {}

    /**
     * Notes a report.
     *
     * @param eventSeq number of the event that it came by, so that it counts once however often the event is handled
     * @param report what came back
     * @return false if it is known already
     */
    public boolean add(long eventSeq, AddressReport report) {
        return jdbc.sql(
                                """
                        insert into rapport.message_report (event_seq, at, kind, channel, address, message, status, cause)
                        values (:seq, :at, :kind, :channel, :address, :message, :status, :cause)
                        on conflict (event_seq) do nothing""")
                        .param("seq", eventSeq)
                        .param("at", Timestamp.from(report.at()))
                        .param("kind", report.kind())
                        .param("channel", report.channel())
                        .param("address", report.address())
                        .param("message", report.message(), Types.OTHER)
                        .param("status", report.status())
                        .param("cause", report.cause())
                        .update()
                > 0;
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
