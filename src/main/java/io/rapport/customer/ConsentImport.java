package io.rapport.customer;

import io.rapport.customer.CustomerImport.Outcome;
import io.rapport.database.CopyRows;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Consents and withdrawals, as files have them. */
final class ConsentImport {

    static final String STAGING =
            """
            create temporary table if not exists staged_consent (
                n bigint, customer_id text, contact text, refused text, channel text, topic text, granted boolean,
                basis text, source text, wording text, place bigint, recorded_at timestamptz) on commit delete rows""";

    private static final String CONSENTS =
            """
            insert into rapport.consent_entry
                (customer_id, channel, topic, granted, basis, source, wording, event_seq, recorded_at,
                 import_id)
            select distinct on (customer_id, channel, topic, place)
                   customer_id, channel, topic, granted, basis, source, wording, place, recorded_at,
                   current_setting('rapport.import_id')::bigint
            from staged_consent
            where refused is null
            order by customer_id, channel, topic, place, n
            on conflict (customer_id, channel, topic, event_seq) do nothing""";

    /**
     * What events said ranks above what files say, whatever their times are. That must not let a withdrawal go under: one that
     * is newer than what an event granted takes a number behind that event.
     */
    private static final String NEWER_WITHDRAWALS =
            """
            insert into rapport.consent_entry
                (customer_id, channel, topic, granted, basis, source, wording, event_seq, recorded_at,
                 import_id)
            select customer_id, channel, topic, false, basis, source, wording, rapport.next_event_number(), recorded_at,
                   current_setting('rapport.import_id')::bigint
            from (select distinct on (s.customer_id, s.channel, l.topic)
                         s.customer_id, s.channel, l.topic, s.basis, s.source, s.wording, s.recorded_at
                  from staged_consent s
                  join lateral (
                      select distinct on (e.topic) e.topic, e.granted, e.recorded_at
                      from rapport.consent_entry e
                      where e.customer_id = s.customer_id and e.channel = s.channel and e.event_seq > 0
                        and (s.topic = 'all' or e.topic = s.topic)
                      order by e.topic, e.event_seq desc) l on l.granted and l.recorded_at < s.recorded_at
                  where not s.granted and s.refused is null
                  order by s.customer_id, s.channel, l.topic, s.recorded_at desc) w
            order by customer_id, channel, topic""";

    private final Connection connection;
    private final StagedRows staged;

    ConsentImport(Connection connection, StagedRows staged) {
        this.connection = connection;
        this.staged = staged;
    }

    Outcome take(List<ImportedConsent> rows) throws SQLException {
        CopyRows.into(
                connection,
                "staged_consent (n, customer_id, contact, channel, topic, granted, basis, source, wording, place,"
                        + " recorded_at)",
                copy -> {
                    for (ImportedConsent row : rows) {
                        copy.value(row.n())
                                .value(row.customerId())
                                .value(row.email())
                                .value(row.channel())
                                .value(row.topic())
                                .value(row.granted())
                                .value(row.basis())
                                .value(row.source())
                                .value(row.wording())
                                .value(row.place())
                                .value(row.recordedAt())
                                .end();
                    }
                });
        int made = staged.whose("staged_consent", rows.stream().anyMatch(row -> row.customerId() == null));
        int taken = staged.update(CONSENTS);
        staged.update(NEWER_WITHDRAWALS);
        staged.requireUnmerged("staged_consent");
        staged.changed("staged_consent", "customer_id", taken);
        return new Outcome(
                taken, made, 0, staged.refused("select n, refused from staged_consent where refused is not null"));
    }
}
