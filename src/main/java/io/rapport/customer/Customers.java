package io.rapport.customer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rapport.calendar.PartialDate;
import io.rapport.calendar.TimeZones;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The customers' profiles. */
@Component
public final class Customers {

    private static final Logger LOG = LoggerFactory.getLogger(Customers.class);

    /** Since when an id is its customer's, if nobody was ever erased under it. */
    public static final Instant ALWAYS = Instant.EPOCH;

    private static final int MOST_WARNINGS = 1_000;

    private static final String ADDRESSEES =
            """
            select c.*, p.pace, p.paused_until, p.preferred_hour,
                   (select v.version::text from rapport.contact_version v where v.subject = 'customer:' || c.id) as version,
                   array(select about from rapport.contact_news where customer_id = c.id order by about) as news,
                   e.channel, e.topic, e.granted, e.basis, e.source, e.wording, e.event_seq, e.recorded_at
            from rapport.customer c
            left join rapport.contact_preference p on p.customer_id = c.id
            left join lateral (
                select distinct on (channel, topic) * from rapport.consent_entry
                where customer_id = c.id and topic = any(:topics)
                order by channel, topic, event_seq desc) e on true
            where c.id = any(:ids)""";

    /** The customers of a time zone, in the order of the index. */
    static final String IN_TIME_ZONE =
            """
            select id, locale from rapport.customer
            where coalesce(time_zone, '') = :zone and id > :after and erased_at is null and merged_into is null
            order by id limit :most""";

    /** From one time zone to the next, however many customers there are in each. */
    static final String TIME_ZONES =
            """
            with recursive zones as (
                (select coalesce(time_zone, '') as zone from rapport.customer
                 where erased_at is null order by coalesce(time_zone, '') limit 1)
                union all
                select (select coalesce(time_zone, '') from rapport.customer
                        where erased_at is null and coalesce(time_zone, '') > z.zone
                        order by coalesce(time_zone, '') limit 1)
                from zones z where z.zone is not null)
            select zone from zones where zone is not null""";

    private static final TypeReference<Map<String, Object>> ATTRIBUTES = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final ObjectMapper json;
    private final ZoneId defaultZone;
    private final Set<String> misplaced = ConcurrentHashMap.newKeySet();

    Customers(
            JdbcClient jdbc,
            ObjectMapper json,
            @Value("${rapport.customer.default-time-zone:UTC}") ZoneId defaultZone) {
        this.jdbc = jdbc;
        this.json = json;
        this.defaultZone = defaultZone;
    }

    /**
     * Finds a customer.
     *
     * @param id without the kind; also that of a customer who was merged into another one
     * @return the profile, also of an erased customer (then without anything personal); empty if no event named them. Of
     *     who was merged it is the other one's, with that one's id
     */
    public Optional<Customer> find(String id) {
        return jdbc.sql("select * from rapport.customer where id = rapport.current_customer(:id)")
                .param("id", id)
                .query((rs, n) -> customer(rs))
                .optional();
    }

    /**
     * Returns since when what is known under an id is its customer's (docs/adr/0126).
     *
     * @param id without the kind
     * @return when somebody was last erased under it: what is not later was kept of them, and is nobody's who came since;
     *     {@link #ALWAYS} if nobody was
     */
    public Instant knownSince(String id) {
        Instant since = jdbc.sql("select greatest(rapport.known_since(:id), 'epoch')")
                .param("id", id)
                .query(Timestamp.class)
                .single()
                .toInstant();
        return since.isAfter(ALWAYS) ? since : ALWAYS;
    }

    /**
     * Finds several customers at once.
     *
     * @param ids without the kind
     * @return as {@link #find}, those that events named, by the ids that were asked for
     */
    public Map<String, Customer> findAll(Collection<String> ids) {
        Map<String, Customer> found = new HashMap<>();
        if (!ids.isEmpty()) {
            jdbc.sql(
                            """
                    select n.asked, c.* from unnest(:ids::text[]) n (asked)
                    left join rapport.customer_alias a on a.customer_id = n.asked
                    join rapport.customer c on c.id = coalesce(a.survivor, n.asked)""")
                    .param("ids", ids.toArray(String[]::new))
                    .query(row -> {
                        found.put(row.getString("asked"), customer(row));
                    });
        }
        return found;
    }

    /**
     * @param id without the kind
     * @return whether it is known why the customer lapsed
     */
    public boolean isLapseReasonKnown(String id) {
        return jdbc.sql(
                        "select lapse_reason is not null from rapport.customer where id = rapport.current_customer(:id)")
                .param("id", id)
                .query(Boolean.class)
                .optional()
                .orElse(false);
    }

    /**
     * Finds a customer with all that says whether a message may go, by one statement.
     *
     * @param id without the kind
     * @param topic of the message, for the consents; {@code null} for none
     * @return as {@link #find}, with the customer's preferences and what is in force of the consents
     */
    public Optional<Addressee> addressee(String id, String topic) {
        return Optional.ofNullable(addressees(List.of(id), topic == null ? List.of() : List.of(topic))
                .get(id));
    }

    /**
     * Finds several customers, each as {@link #addressee} does, by one statement for all.
     *
     * @param ids without the kind
     * @param topics of the messages to them
     * @return those that events named, by their ids
     */
    public Map<String, Addressee> addressees(Collection<String> ids, Collection<String> topics) {
        List<String> asked = new ArrayList<>(topics);
        asked.add(Consents.ALL);
        Map<String, Addressee> found = new HashMap<>();
        jdbc.sql(ADDRESSEES)
                .param("ids", ids.toArray(String[]::new))
                .param("topics", asked.toArray(String[]::new))
                .query(rs -> {
                    Addressee addressee = found.get(rs.getString("id"));
                    if (addressee == null) {
                        addressee = addressee(rs);
                        found.put(addressee.customer().id(), addressee);
                    }
                    if (rs.getString("channel") != null) {
                        addressee.consents().add(Consents.entry(rs));
                    }
                });
        return found;
    }

    /** @return the time zones of all customers, as systems sent them; empty for those who have none */
    public List<String> timeZones() {
        return jdbc.sql(TIME_ZONES).query(String.class).list();
    }

    /**
     * A customer in a time zone.
     *
     * @param locale as it was sent; {@code null} if unknown
     */
    public record InTimeZone(String id, String locale) {}

    /**
     * Reads the customers of a time zone in the order of their ids, without those who were erased.
     *
     * @param zone one of {@link #timeZones}
     * @param after the id behind which they begin; empty for the first
     * @param most how many at the most
     * @return some of them
     */
    public List<InTimeZone> inTimeZone(String zone, String after, int most) {
        return jdbc.sql(IN_TIME_ZONE)
                .param("zone", zone)
                .param("after", after)
                .param("most", most)
                .query((rs, n) -> new InTimeZone(rs.getString("id"), rs.getString("locale")))
                .list();
    }

    /**
     * @param name of a time zone, as a system sent it
     * @return the zone; the configured default where it is unknown, or there is none of that name
     */
    public ZoneId zone(String name) {
        return TimeZones.find(name).orElse(defaultZone);
    }

    private Addressee addressee(ResultSet rs) throws SQLException {
        ContactPreferences preferences =
                rs.getString("pace") == null ? ContactPreferences.DEFAULT : Preferences.preferences(rs);
        List<String> news = List.of((String[]) rs.getArray("news").getArray());
        return new Addressee(customer(rs), preferences, new ArrayList<>(), rs.getString("version"), news);
    }

    private Customer customer(ResultSet rs) throws SQLException {
        String locale = rs.getString("locale");
        ZoneId zone = zone(rs.getString("id"), rs.getString("time_zone"));
        return new Customer(
                rs.getString("id"),
                rs.getString("first_name"),
                rs.getString("last_name"),
                rs.getString("email"),
                rs.getString("phone"),
                PartialDate.of(rs.getObject("birthday", LocalDate.class), rs.getBoolean("birthday_without_year")),
                locale == null ? Locale.ENGLISH : Locale.forLanguageTag(locale),
                zone == null ? defaultZone : zone,
                attributes(rs.getString("attributes")),
                instant(rs, "registered_at"),
                instant(rs, "confirmed_at"),
                instant(rs, "erased_at"),
                zone == null);
    }

    /** @return null if the default must do; who has an invalid one is named once in the log, so that it can be fixed */
    private ZoneId zone(String customerId, String name) {
        if (name == null) {
            return null;
        }
        Optional<ZoneId> zone = TimeZones.find(name);
        if (zone.isEmpty() && misplaced.size() < MOST_WARNINGS && misplaced.add(customerId)) {
            LOG.warn("The time zone of customer {} is none; {} is assumed", customerId, defaultZone);
        }
        return zone.orElse(null);
    }

    private Map<String, Object> attributes(String text) {
        try {
            return json.readValue(text, ATTRIBUTES);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the attributes of a customer cannot be read", e);
        }
    }

    static Instant instant(ResultSet rs, String column) throws SQLException {
        Timestamp value = rs.getTimestamp(column);
        return value == null ? null : value.toInstant();
    }
}
