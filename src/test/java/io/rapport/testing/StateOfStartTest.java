package io.rapport.testing;

import static io.rapport.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.release.ReleaseFile;
import io.rapport.release.Releases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@RapportTest
@DisplayName("For the next class the database is what the start had made")
class StateOfStartTest {

    private static final String MESSAGE = "messages/usage-tips/en.mjml";

    @Autowired
    private StateOfStart state;

    @Autowired
    private Journeys journeys;

    @Autowired
    private Shop shop;

    @Autowired
    private Releases releases;

    @Autowired
    private JdbcClient jdbc;

    @Test
    @DisplayName("whatever rows came, changed and went, and whatever was released")
    void everything() throws Exception {
        state.restore();
        Map<String, String> before = rows();
        String shipped = live();

        String customer = shop.customer();
        journeys.event(
                "consent.granted",
                customer,
                Map.of("channel", "email", "topic", "offers", "source", "test", "wording", "Yes, send me offers."));
        shop.complaint(customer, "email", "The cup came without its handle", shop.order(customer, 30));
        jdbc.sql("update rapport.act_id_user set first_ = 'Somebody else', attempts_ = 9")
                .update();
        jdbc.sql("delete from rapport.act_ru_authorization").update();
        releases.put(
                ReleaseOfStart.wish("another text"),
                List.of(ReleaseFile.of(MESSAGE, Files.readString(Path.of(MESSAGE)) + "<!-- another -->")),
                false);
        assertThat(rows().keySet()).hasSizeGreaterThan(before.size() + 10);
        assertThat(live()).isNotEqualTo(shipped);
        eventually(
                "the dispatcher has nothing in hand",
                () -> jdbc.sql(
                                """
                        select count(*) from rapport.outbox_message
                        where state in ('claimed', 'sending') or state = 'queued' and due_at <= now()""")
                        .query(Long.class)
                        .single(),
                inHand -> inHand == 0);

        state.restore();

        assertThat(rows()).isEqualTo(before);
        assertThat(live()).isEqualTo(shipped);
        assertThat(ofInstances()).isZero();
    }

    /** By table, what its rows are; of those that have some. */
    private Map<String, String> rows() {
        Map<String, String> rows = new TreeMap<>();
        for (String table : jdbc.sql(
                        """
                select oid::regclass::text from pg_catalog.pg_class
                where relnamespace = 'rapport'::regnamespace and relkind = 'r'
                  -- what is held in memory as well
                  and relname !~ '^(flyway|release|act_re_|act_ge_|act_ru_job|act_ru_event_subscr|inbox_worker|inbox_node)'""")
                .query(String.class)
                .list()) {
            jdbc.sql("select count(*) || ' ' || md5(string_agg(t::text, ' ' order by t::text)) as rows from " + table
                            + " t having count(*) > 0")
                    .query(String.class)
                    .optional()
                    .ifPresent(all -> rows.put(table, all));
        }
        return rows;
    }

    private String live() {
        return releases.files(releases.latest(1).get(0).number())
                .at(MESSAGE)
                .orElseThrow()
                .hash();
    }

    private long ofInstances() {
        return jdbc.sql(
                        """
                select (select count(*) from rapport.act_ru_event_subscr where execution_id_ is not null)
                     + (select count(*) from rapport.act_ru_job where process_instance_id_ is not null)""")
                .query(Long.class)
                .single();
    }
}
