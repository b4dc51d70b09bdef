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
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The fits that are live, were, and were kept back. */
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
                select cohort, fitted_at, content from rapport.value_fit
                where state = 'live' order by cohort <> 'all', cohort""")
                .query((rs, n) -> kept(rs))
                .list();
    }

    /** @return the newest fit for all customers that was kept back since the live one; empty if that is newer */
    Optional<StoredFit> keptBack() {
        return jdbc.sql(
                        """
                select cohort, fitted_at, content from rapport.value_fit k
                where cohort = 'all' and state = 'kept-back'
                  and fitted_at > (select max(fitted_at) from rapport.value_fit where cohort = 'all' and state = 'live')
                order by fitted_at desc limit 1""")
                .query((rs, n) -> kept(rs))
                .optional();
    }

    /** Makes a fit live in the place of that before. */
    void live(String cohort, ValueFit fit, Instant now) {
        end(cohort);
        insert(cohort, "live", fit, now);
    }

    /** Ends what is live for a cohort. */
    void end(String cohort) {
        jdbc.sql("update rapport.value_fit set state = 'former' where cohort = :cohort and state = 'live'")
                .param("cohort", cohort)
                .update();
    }

    /** Keeps a fit that is not used. */
    void keepBack(ValueFit fit, Instant now) {
        insert(ALL, "kept-back", fit, now);
    }

    private void insert(String cohort, String state, ValueFit fit, Instant now) {
        jdbc.sql(
                        """
                insert into rapport.value_fit (cohort, state, fitted_at, content)
                values (:cohort, :state, :now, :content::jsonb)""")
                .param("cohort", cohort)
                .param("state", state)
                .param("now", Timestamp.from(now))
                .param("content", write(fit))
                .update();
        jdbc.sql("delete from rapport.value_fit where state <> 'live' and fitted_at < :before")
                .param("before", Timestamp.from(now.minus(KEEP)))
                .update();
    }

    private String write(ValueFit fit) {
        try {
            return JSON.writeValueAsString(fit);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a fit cannot be written", e);
        }
    }

    private StoredFit kept(ResultSet rs) throws SQLException {
        try {
            return new StoredFit(
                    rs.getString("cohort"),
                    rs.getTimestamp("fitted_at").toInstant(),
                    JSON.readValue(rs.getString("content"), ValueFit.class));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a fit cannot be read", e);
        }
    }
}
