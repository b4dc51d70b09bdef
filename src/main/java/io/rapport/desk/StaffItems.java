package io.rapport.desk;

import io.rapport.desk.StaffItem.Key;
import io.rapport.desk.StaffItem.Kind;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table of what the file about staff made in the engine. */
@Component
class StaffItems {

    private final JdbcClient jdbc;

    StaffItems(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * An item that was made.
     *
     * @param group the queue or group that it belongs to; null if it belongs to none
     * @param engineId of the group, filter, authorization or user; the item's name for a membership
     * @param parts what the file said when it was made or last changed
     */
    record Made(Key key, String group, String engineId, List<String> parts) {

        /** @return the part, empty where the table has fewer */
        String part(int index) {
            return index < parts.size() ? parts.get(index) : "";
        }
    }

    /** @return all that was made and not removed, in the order of the kinds */
    Map<Key, Made> all() {
        Map<Key, Made> all = new LinkedHashMap<>();
        jdbc
                .sql("select kind, name, queue, engine_id, content from rapport.staff_item order by name")
                .query((row, n) -> new Made(
                        new Key(Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)), row.getString("name")),
                        row.getString("queue"),
                        row.getString("engine_id"),
                        row.getString("content").lines().toList()))
                .list()
                .stream()
                .sorted((one, other) -> one.key().kind().compareTo(other.key().kind()))
                .forEach(made -> all.put(made.key(), made));
        return all;
    }

    void put(StaffItem item, String engineId) {
        jdbc.sql(
                        """
                insert into rapport.staff_item (kind, name, queue, engine_id, content)
                values (:kind, :name, :queue, :engine, :content)
                on conflict (kind, name) do update
                set queue = excluded.queue, engine_id = excluded.engine_id, content = excluded.content""")
                .param("kind", item.kind().key())
                .param("name", item.name())
                .param("queue", item.group())
                .param("engine", engineId)
                .param("content", item.content())
                .update();
    }

    void remove(Key key) {
        jdbc.sql("delete from rapport.staff_item where kind = :kind and name = :name")
                .param("kind", key.kind().key())
                .param("name", key.name())
                .update();
    }

    /** @return the names of the filters that the file made, by the engine's id */
    Map<String, String> filters() {
        Map<String, String> names = new HashMap<>();
        jdbc.sql("select engine_id, name from rapport.staff_item where kind = 'filter'")
                .query((row, n) -> Map.entry(row.getString("engine_id"), row.getString("name")))
                .list()
                .forEach(filter -> names.put(filter.getKey(), filter.getValue()));
        return names;
    }

    /** @return the engine's id of a filter that the file made; empty if there is none */
    Optional<String> filter(String name) {
        return jdbc.sql("select engine_id from rapport.staff_item where kind = 'filter' and name = :name")
                .param("name", name)
                .query(String.class)
                .optional();
    }
}
