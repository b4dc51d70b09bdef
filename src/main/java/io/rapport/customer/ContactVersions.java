package io.rapport.customer;

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
     * Reads versions. To be read before what they stand for: what changes in between then shows as a change.
     *
     * @param subjects any number
     * @return by subject; none for one of which nothing was ever written
     */
    public Map<String, String> read(Collection<String> subjects) {
        return query("", subjects);
    }

    /**
     * Returns which of the subjects are still as they were read, and keeps those so until the caller's transaction ends. One
     * that somebody is changing just now is not waited for: it counts as changed.
     *
     * @param read versions by subject, as {@link #read} gave them; null for none
     * @return the subjects whose version is the same
     */
    public Collection<String> hold(Map<String, String> read) {
        Map<String, String> now = query(" for share skip locked", read.keySet());
        return read.entrySet().stream()
                .filter(entry -> entry.getValue() == null
                        ? !now.containsKey(entry.getKey())
                        : entry.getValue().equals(now.get(entry.getKey())))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private Map<String, String> query(String lock, Collection<String> subjects) {
        Map<String, String> versions = new HashMap<>();
        if (!subjects.isEmpty()) {
            jdbc.sql("select subject, version::text from rapport.contact_version where subject = any(:subjects)" + lock)
                    .param("subjects", subjects.toArray(String[]::new))
                    .query(rs -> {
                        versions.put(rs.getString("subject"), rs.getString("version"));
                    });
        }
        return versions;
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
