package io.rapport.desk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table of queues that left the file while tasks or instances still need them. */
@Component
class RetiredQueues {

    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};
    private static final TypeReference<QueueHours> HOURS = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final ObjectMapper json;

    RetiredQueues(JdbcClient jdbc, ObjectMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** @param since when it left the file */
    record RetiredQueue(StaffQueue queue, Instant since) {}

    /** @return all of them, in the order of their ids */
    List<RetiredQueue> all() {
        return jdbc.sql("select id, titles, lead, hours, retired_at from rapport.staff_retired_queue order by id")
                .query((row, n) -> read(row))
                .list();
    }

    void add(StaffQueue queue, Instant now) {
        jdbc.sql(
                        """
                insert into rapport.staff_retired_queue (id, titles, lead, hours, retired_at)
                values (:id, :titles::jsonb, :lead, :hours::jsonb, :now) on conflict (id) do nothing""")
                .param("id", queue.id())
                .param("titles", write(queue.titles()))
                .param("lead", queue.lead())
                .param("hours", queue.hours() == null ? null : write(queue.hours()))
                .param("now", Timestamp.from(now))
                .update();
    }

    void remove(String id) {
        jdbc.sql("delete from rapport.staff_retired_queue where id = :id")
                .param("id", id)
                .update();
    }

    private RetiredQueue read(ResultSet row) throws SQLException {
        String hours = row.getString("hours");
        StaffQueue queue = new StaffQueue(
                row.getString("id"),
                read(row.getString("titles"), TEXTS),
                Map.of(),
                hours == null ? null : read(hours, HOURS),
                row.getString("lead"),
                0,
                List.of());
        return new RetiredQueue(queue, row.getTimestamp("retired_at").toInstant());
    }

    private <T> T read(String stored, TypeReference<T> type) {
        try {
            return json.readValue(stored, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a retired queue cannot be read", e);
        }
    }

    private String write(Object part) {
        try {
            return json.writeValueAsString(part);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a retired queue cannot be written", e);
        }
    }
}
