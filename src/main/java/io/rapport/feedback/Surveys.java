package io.rapport.feedback;

import io.rapport.calendar.BusinessClock;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The surveys asked and answered. */
@Component
public final class Surveys {

    private final JdbcClient jdbc;
    private final BusinessClock clock;

    Surveys(JdbcClient jdbc, BusinessClock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Asks, or finds what was asked and not answered yet: a reminder is about the same survey, a later round after an
     * answer is a new one.
     *
     * @param kind what is asked
     * @param customerId who is asked
     * @param about reference of what it is about
     * @return the survey's id
     */
    public String open(String kind, String customerId, String about) {
        jdbc.sql(
                        """
                insert into rapport.survey (id, kind, customer_id, about, opened_at)
                values (:id, :kind, rapport.current_customer(:customer), :about, :now) on conflict (kind, about) where answered_at is null do nothing""")
                .param("id", UUID.randomUUID().toString())
                .param("kind", kind)
                .param("customer", customerId)
                .param("about", about)
                .param("now", Timestamp.from(clock.instant()))
                .update();
        return find(kind, about).orElseThrow().id();
    }

    /**
     * Finds the newest survey by what it asks about what.
     *
     * @param kind what is asked
     * @param about reference of what it is about
     * @return the survey
     */
    public Optional<Survey> find(String kind, String about) {
        return jdbc.sql("select * from rapport.survey where kind = :kind and about = :about"
                        + " order by opened_at desc, (answered_at is null) desc limit 1")
                .param("kind", kind)
                .param("about", about)
                .query(Surveys::survey)
                .optional();
    }

    /**
     * @param kind what is asked
     * @param customerIds all ids of a customer
     * @param days at the most
     * @return whether the customer was asked that, about anything, within so many days
     */
    public boolean askedWithin(String kind, Collection<String> customerIds, int days) {
        return jdbc.sql(
                        """
                select exists (
                    select from rapport.survey
                    where customer_id = any(:ids) and kind = :kind and opened_at >= :since)""")
                .param("ids", customerIds.toArray(String[]::new))
                .param("kind", kind)
                .param("since", Timestamp.from(clock.instant().minus(Duration.ofDays(days))))
                .query(Boolean.class)
                .single();
    }

    /**
     * Finds a survey.
     *
     * @param id its id
     * @return the survey
     */
    public Optional<Survey> find(String id) {
        return jdbc.sql("select * from rapport.survey where id = :id")
                .param("id", id)
                .query(Surveys::survey)
                .optional();
    }

    /**
     * Finds several surveys at once.
     *
     * @param ids their ids
     * @return those that there are, by id
     */
    public Map<String, Survey> findAll(Collection<String> ids) {
        return jdbc
                .sql("select * from rapport.survey where id = any(:ids)")
                .param("ids", ids.toArray(String[]::new))
                .query(Surveys::survey)
                .list()
                .stream()
                .collect(Collectors.toMap(Survey::id, Function.identity()));
    }

    private static Survey survey(ResultSet rs, int n) throws SQLException {
        return new Survey(
                rs.getString("id"),
                rs.getString("kind"),
                rs.getString("customer_id"),
                rs.getString("about"),
                Complaints.instant(rs, "opened_at"),
                Complaints.instant(rs, "answered_at"),
                rs.getObject("score", Integer.class),
                rs.getObject("previous_score", Integer.class),
                rs.getString("comment"));
    }
}
