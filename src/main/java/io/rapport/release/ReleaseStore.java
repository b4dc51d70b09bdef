package io.rapport.release;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rapport.database.AdvisoryLocks;
import io.rapport.database.RoundTrip;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The SQL of releases. */
@Component
@DependsOnDatabaseInitialization
final class ReleaseStore {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String LIVE = "select number from rapport.release_live";

    private final JdbcClient jdbc;
    private final RoundTrip roundTrip;

    ReleaseStore(JdbcClient jdbc, RoundTrip roundTrip) {
        this.jdbc = jdbc;
        this.roundTrip = roundTrip;
    }

    /** @return the release that is live; 0 if none was ever made */
    long live() {
        return jdbc.sql(LIVE).query(Long.class).single();
    }

    /** Asks for the same together with other queries. */
    static RoundTrip.Query live(LongConsumer number) {
        return new RoundTrip.Query(LIVE, Map.of(), row -> number.accept(row.getLong(1)));
    }

    /** Keeps every other switch out until the transaction ends. */
    long lockLive() {
        return jdbc.sql("select number from rapport.release_live for update")
                .query(Long.class)
                .single();
    }

    /**
     * Holds what is live as it is until the transaction ends, beside others who do.
     *
     * @param then queries that are run behind that, in the same round trip
     */
    long holdLive(List<RoundTrip.Query> then) {
        AtomicLong number = new AtomicLong();
        List<RoundTrip.Query> queries = new ArrayList<>(List.of(
                new RoundTrip.Query(
                        "select pg_advisory_xact_lock_shared(:class, :one)",
                        Map.of("class", AdvisoryLocks.RELEASE, "one", AdvisoryLocks.ONLY_ONE),
                        held -> {}),
                // a statement of its own: what it sees is what was committed when the lock was given
                live(number::set)));
        queries.addAll(then);
        roundTrip.run(queries);
        return number.get();
    }

    /** Runs queries where what is live is held already. */
    void run(List<RoundTrip.Query> queries) {
        roundTrip.run(queries);
    }

    /** Waits for all who hold what is live, and has those who come later wait for the end of the transaction. */
    void makeLive(long number) {
        jdbc.sql("select pg_advisory_xact_lock(:class, :one)")
                .param("class", AdvisoryLocks.RELEASE)
                .param("one", AdvisoryLocks.ONLY_ONE)
                .query((rs, n) -> n)
                .single();
        jdbc.sql("update rapport.release_live set number = :number")
                .param("number", number)
                .update();
    }

    /**
     * The files of a release.
     *
     * @param number of the release
     * @param known files whose contents need not be read again
     * @throws ReleaseNotKept if some of the contents are gone
     */
    ReleaseFiles files(long number, Collection<ReleaseFile> known) {
        record Row(String path, String hash, boolean retired) {}
        List<Row> rows = jdbc.sql(
                        """
                select path, hash, retired from rapport.release_file
                where from_release <= :number and (until_release is null or until_release > :number)""")
                .param("number", number)
                .query((rs, n) -> new Row(rs.getString(1), rs.getString(2), rs.getBoolean(3)))
                .list();
        Map<String, byte[]> contents = new HashMap<>();
        known.forEach(file -> contents.put(file.hash(), file.bytes()));
        String[] missing = rows.stream()
                .map(Row::hash)
                .filter(hash -> !contents.containsKey(hash))
                .distinct()
                .toArray(String[]::new);
        if (missing.length > 0) {
            jdbc.sql("select hash, content from rapport.release_content where hash = any(:hashes)")
                    .param("hashes", missing)
                    .query(row -> {
                        contents.put(row.getString(1), row.getBytes(2));
                    });
        }
        if (rows.stream().anyMatch(row -> contents.get(row.hash()) == null)) {
            throw new ReleaseNotKept(number, oldestKept());
        }
        return ReleaseFiles.of(rows.stream()
                .map(row -> ReleaseFile.stored(row.path(), contents.get(row.hash()), row.hash(), row.retired()))
                .toList());
    }

    /** What a release consisted of, also where the contents are gone. */
    List<Releases.Entry> entries(long number) {
        return jdbc.sql(
                        """
                select path, ids, retired, hash from rapport.release_file
                where from_release <= :number and (until_release is null or until_release > :number)
                order by path""")
                .param("number", number)
                .query((rs, n) -> new Releases.Entry(
                        rs.getString(1),
                        List.of((String[]) rs.getArray(2).getArray()),
                        rs.getBoolean(3),
                        rs.getString(4)))
                .list();
    }

    /** @return the first release from which on the contents of all are there */
    long oldestKept() {
        return jdbc.sql(
                        """
                select coalesce(max(f.until_release), 1)
                from rapport.release_file f join rapport.release_content c using (hash)
                where c.content is null""")
                .query(Long.class)
                .single();
    }

    /**
     * Empties contents that only releases had which are not kept. The caller keeps every switch out.
     *
     * @param replaced the releases up to this one, of those that were replaced before
     * @param before the moment
     * @param most how many contents at the most
     * @return how many
     */
    int emptyContents(long replaced, Instant before, int most) {
        return jdbc.sql(
                        """
                with kept as (
                    -- one that is not live was live until the next one
                    select coalesce(min(r.number), 1) as oldest from rapport.release r
                    left join rapport.release next on next.number = r.number + 1
                    where r.number > :replaced or next.number is null or next.released_at >= :before)
                update rapport.release_content set content = null
                where hash in (
                    select c.hash from rapport.release_content c, kept
                    where c.content is not null
                      and not exists (
                          select from rapport.release_file f
                          where f.hash = c.hash and (f.until_release is null or f.until_release > kept.oldest))
                    limit :most)""")
                .param("replaced", replaced)
                .param("before", Timestamp.from(before))
                .param("most", most)
                .update();
    }

    Optional<Release> find(long number) {
        return jdbc.sql("select * from rapport.release where number = :number")
                .param("number", number)
                .query(ReleaseStore::release)
                .optional();
    }

    /** The latest first. */
    List<Release> list(int most) {
        return jdbc.sql("select * from rapport.release order by number desc limit :most")
                .param("most", most)
                .query(ReleaseStore::release)
                .list();
    }

    private static Release release(ResultSet rs, int row) throws SQLException {
        Array needs = rs.getArray("needs");
        return new Release(
                rs.getLong("number"),
                rs.getTimestamp("released_at").toInstant(),
                rs.getString("released_by"),
                rs.getString("source"),
                ReleaseAction.of(rs.getString("action")),
                rs.getObject("rolled_back_to", Long.class),
                rs.getString("message"),
                Set.of((String[]) needs.getArray()),
                warnings(rs.getString("warnings")));
    }

    private static List<ReleaseFinding> warnings(String json) {
        try {
            return JSON.readValue(json, new TypeReference<List<ReleaseFinding>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("warnings of a release cannot be read", e);
        }
    }

    private static String json(List<ReleaseFinding> warnings) {
        try {
            return JSON.writeValueAsString(warnings);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    void insert(Release release) {
        jdbc.sql(
                        """
                insert into rapport.release
                    (number, released_at, released_by, source, action, rolled_back_to, message, needs, warnings)
                values (:number, :at, :by, :source, :action, :rolledBackTo, :message, :needs, :warnings::jsonb)""")
                .param("number", release.number())
                .param("at", Timestamp.from(release.at()))
                .param("by", release.by())
                .param("source", release.source())
                .param("action", release.action().key())
                .param("rolledBackTo", release.rolledBackTo())
                .param("message", release.message())
                .param("needs", release.needs().stream().sorted().toArray(String[]::new))
                .param("warnings", json(release.warnings()))
                .update();
    }

    /** @param paths whose contents in the release before end with this one */
    void end(Collection<String> paths, long release) {
        jdbc.sql(
                        """
                update rapport.release_file set until_release = :release
                where until_release is null and path = any(:paths)""")
                .param("release", release)
                .param("paths", paths.toArray(String[]::new))
                .update();
    }

    void begin(ReleaseFile file, Set<String> ids, long release) {
        keep(file);
        jdbc.sql(
                        """
                insert into rapport.release_file (path, ids, hash, retired, from_release)
                values (:path, :ids, :hash, :retired, :release)""")
                .param("path", file.path())
                .param("ids", ids.stream().sorted().toArray(String[]::new))
                .param("hash", file.hash())
                .param("retired", file.retired())
                .param("release", release)
                .update();
    }

    private void keep(ReleaseFile file) {
        jdbc.sql(
                        """
                insert into rapport.release_content as kept (hash, content) values (:hash, :content)
                on conflict (hash) do update set content = excluded.content where kept.content is null""")
                .param("hash", file.hash())
                .param("content", file.bytes())
                .update();
    }

    /** @return whether the content was ever live as one of the ids, or at its path */
    boolean wasLive(ReleaseFile file, Set<String> ids) {
        return jdbc.sql(
                        """
                select exists (select from rapport.release_file
                               where hash = :hash and (path = :path or ids && :ids::text[]))""")
                .param("hash", file.hash())
                .param("path", file.path())
                .param("ids", ids.toArray(String[]::new))
                .query(Boolean.class)
                .single();
    }

    /** @return what a source ever brought, hashes by path */
    Map<String, Set<String>> shipped(String source) {
        Map<String, Set<String>> shipped = new HashMap<>();
        jdbc.sql("select path, hash from rapport.release_shipped where source = :source")
                .param("source", source)
                .query(row -> {
                    shipped.computeIfAbsent(row.getString(1), path -> new HashSet<>())
                            .add(row.getString(2));
                });
        return shipped;
    }

    void ship(String source, Collection<ReleaseFile> files, Instant now) {
        jdbc.sql(
                        """
                insert into rapport.release_shipped (source, path, hash, shipped_at)
                select :source, f.path, f.hash, :now from unnest(:paths::text[], :hashes::text[]) f (path, hash)
                on conflict do nothing""")
                .param("source", source)
                .param("paths", files.stream().map(ReleaseFile::path).toArray(String[]::new))
                .param("hashes", files.stream().map(ReleaseFile::hash).toArray(String[]::new))
                .param("now", Timestamp.from(now))
                .update();
    }
}
