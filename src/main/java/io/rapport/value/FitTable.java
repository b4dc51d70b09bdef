package io.rapport.value;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The fits that are live, wait, were live, and were discarded. Those of one fit go together: for all customers and for years. */
@Component
final class FitTable {

    static final String ALL = "all";

    private static final Duration KEEP = Duration.ofDays(90);

    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private final JdbcClient jdbc;

    FitTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @return the live fits, that for all customers first */
    List<StoredFit> live() {
        return jdbc.sql(
                        """
                select * from rapport.value_fit
                where state = 'live' order by cohort <> 'all', cohort""")
                .query((rs, n) -> stored(rs))
                .list();
    }

    /** @return the fits of the candidate, that for all customers first; none if there is none */
    List<StoredFit> waiting() {
        return jdbc.sql(
                        """
                select * from rapport.value_fit
                where state in ('candidate', 'kept-back') order by cohort <> 'all', cohort""")
                .query((rs, n) -> stored(rs))
                .list();
    }

    /**
     * Makes a fit live in the place of that before. What an earlier night left to be decided is settled by it; what somebody tried
     * stays until they have seen that it is overtaken.
     */
    void live(FittedModels models, Instant now) {
        end();
        jdbc.sql(
                        """
                update rapport.value_fit set state = 'discarded'
                where state in ('candidate', 'kept-back')
                  and exists (select from rapport.value_fit a
                              where a.cohort = 'all' and a.state in ('candidate', 'kept-back') and a.asked_by is null)""")
                .update();
        insert("live", models, null, now);
    }

    /** Has a fit wait in the place of that which waited before. */
    void await(FittedModels models, String askedBy, Instant now) {
        jdbc.sql("update rapport.value_fit set state = 'discarded' where state in ('candidate', 'kept-back')")
                .update();
        insert(models.all().isWorse() ? "kept-back" : "candidate", models, askedBy, now);
        jdbc.sql(
                        """
                update rapport.value_fit
                set against = (select id from rapport.value_fit where cohort = 'all' and state = 'live')
                where cohort = 'all' and state in ('candidate', 'kept-back')""")
                .update();
    }

    /** Makes live what waits, in the place of what was live. */
    void makeLive() {
        end();
        jdbc.sql("update rapport.value_fit set state = 'live' where state in ('candidate', 'kept-back')")
                .update();
    }

    private void end() {
        jdbc.sql("update rapport.value_fit set state = 'former' where state = 'live'")
                .update();
    }

    private void insert(String state, FittedModels models, String askedBy, Instant now) {
        insert(state, ALL, models.all(), askedBy, now);
        models.byYear().forEach((year, fit) -> insert(state, year.toString(), fit, null, now));
        jdbc.sql("delete from rapport.value_fit where state in ('former', 'discarded') and fitted_at < :before")
                .param("before", Timestamp.from(now.minus(KEEP)))
                .update();
    }

    private void insert(String state, String cohort, ValueFit fit, String askedBy, Instant now) {
        jdbc.sql(
                        """
                insert into rapport.value_fit (cohort, state, fitted_at, content, asked_by)
                values (:cohort, :state, :now, :content::jsonb, :askedBy)""")
                .param("cohort", cohort)
                .param("state", state)
                .param("now", Timestamp.from(now))
                .param("content", write(fit))
                .param("askedBy", askedBy)
                .update();
    }

    static String write(Object content) {
        try {
            return JSON.writeValueAsString(content);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a fit cannot be written", e);
        }
    }

    static <T> T read(String content, Class<T> type) {
        try {
            return JSON.readValue(content, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a fit cannot be read", e);
        }
    }

    private static StoredFit stored(ResultSet rs) throws SQLException {
        Timestamp decided = rs.getTimestamp("decided_at");
        return new StoredFit(
                rs.getString("cohort"),
                rs.getTimestamp("fitted_at").toInstant(),
                read(rs.getString("content"), ValueFit.class),
                decided == null
                        ? null
                        : new FitDecision(rs.getString("decided_by"), decided.toInstant(), rs.getString("reason")));
    }
}
