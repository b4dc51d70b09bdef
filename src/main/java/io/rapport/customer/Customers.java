package io.rapport.customer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The customers' profiles. */
@Component
public final class Customers {

    private static final TypeReference<Map<String, Object>> ATTRIBUTES = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final ObjectMapper json;
    private final ZoneId defaultZone;

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
     * @param id without the kind
     * @return the profile, also of an erased customer (then without anything personal); empty if no event named them
     */
    public Optional<Customer> find(String id) {
        return jdbc.sql("select * from rapport.customer where id = :id")
                .param("id", id)
                .query((rs, n) -> customer(rs))
                .optional();
    }

    private Customer customer(ResultSet rs) throws SQLException {
        String locale = rs.getString("locale");
        return new Customer(
                rs.getString("id"),
                rs.getString("first_name"),
                rs.getString("last_name"),
                rs.getString("email"),
                rs.getString("phone"),
                rs.getObject("birthday", LocalDate.class),
                locale == null ? Locale.ENGLISH : Locale.forLanguageTag(locale),
                zone(rs.getString("time_zone")),
                attributes(rs.getString("attributes")),
                instant(rs, "registered_at"),
                instant(rs, "confirmed_at"),
                instant(rs, "erased_at"));
    }

    private ZoneId zone(String name) {
        if (name == null) {
            return defaultZone;
        }
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            return defaultZone;
        }
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
