package io.rapport.customer;

import io.rapport.database.RoundTrip;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What a decision about a contact was read from, as values that change with it ({@code rapport.contact_version}). A
 * subject is a customer or an address; its version is another one as soon as anything has changed that such a decision
 * goes by, in whichever table: triggers see to that.
 */
@Component
public final class ContactVersions {

    private static final String READ =
            "select subject, version::text from rapport.contact_version where subject = any(:subjects)";

    private final JdbcClient jdbc;

    ContactVersions(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param id without the kind
     * @return the subject of a customer
     */
    public static String customer(String id) {
        return "customer:" + id;
    }

    /**
     * @param hash in hexadecimal digits, as suppressions have it
     * @return the subject of an address
     */
    public static String address(String hash) {
        return "address:" + hash;
    }

    /**
     * Asks for versions, together with other queries. To be asked for before what they stand for: what changes in between
     * then shows as a change.
     *
     * @param subjects any number
     * @param read gets them by subject; none for one of which nothing was ever written
     */
    public static RoundTrip.Query read(Collection<String> subjects, Map<String, String> read) {
        return new RoundTrip.Query(
                READ,
                Map.of("subjects", subjects.toArray(String[]::new)),
                row -> read.put(row.getString("subject"), row.getString("version")));
    }

    /**
     * Returns which of the subjects are still as they were read, and keeps those so until the caller's transaction ends. One
     * that somebody is changing just now is not waited for: it counts as changed.
     *
     * @param read versions by subject, as {@link #read} gave them; null for none
     * @return the subjects whose version is the same
     */
    public Collection<String> hold(Map<String, String> read) {
        Map<String, String> now = new HashMap<>();
        if (!read.isEmpty()) {
            jdbc.sql(READ + " for share skip locked")
                    .param("subjects", read.keySet().toArray(String[]::new))
                    .query(rs -> {
                        now.put(rs.getString("subject"), rs.getString("version"));
                    });
        }
        return read.entrySet().stream()
                .filter(entry -> entry.getValue() == null
                        ? !now.containsKey(entry.getKey())
                        : entry.getValue().equals(now.get(entry.getKey())))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /**
     * Says that something has changed by which contacts of a customer are decided, and that is in no table which says so by
     * itself. Messages that wait are evaluated again once the caller's transaction is committed.
     *
     * @param customerId without the kind
     */
    public void changed(String customerId) {
        jdbc.sql("select rapport.contact_changed(:subject)")
                .param("subject", customer(customerId))
                .query()
                .listOfRows();
    }
}
