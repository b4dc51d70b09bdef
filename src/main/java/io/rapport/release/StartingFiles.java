package io.rapport.release;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * What the kinds of files begin with, while the application is put together: what is live, or the shipped files where none
 * was ever released, or where this program cannot read what is live. {@link ReleaseStart} sees to the rest.
 */
@Component
public final class StartingFiles {

    private static final Logger LOG = LoggerFactory.getLogger(StartingFiles.class);

    private final ReleaseFiles live;
    private final ShippedFiles shipped;
    private final Map<String, ReleaseFiles> read = new ConcurrentHashMap<>();
    private volatile ReleaseFiles shippedFiles;

    StartingFiles(ReleaseStore store, ShippedFiles shipped) {
        long number = store.live();
        this.live = number == 0 ? null : store.files(number, List.of());
        this.shipped = shipped;
    }

    /**
     * Reads what a kind begins with.
     *
     * @param kind its name
     * @param takes which files are of the kind
     * @param reader reads them; it throws what it likes where it cannot
     * @return what was read
     */
    public <T> T read(String kind, Predicate<String> takes, Function<ReleaseFiles, T> reader) {
        if (live != null) {
            ReleaseFiles own = live.only(takes);
            try {
                T content = reader.apply(own);
                read.put(kind, own);
                return content;
            } catch (RuntimeException e) {
                LOG.warn("{} that are live cannot be read; the shipped ones take their place until they can", kind, e);
            }
        }
        ReleaseFiles own = shipped().only(takes);
        T content = reader.apply(own);
        read.put(kind, own);
        return content;
    }

    /** @return whether nothing was ever released here, so that the shipped files are what everything begins with */
    public boolean isFirst() {
        return live == null;
    }

    private ReleaseFiles shipped() {
        if (shippedFiles == null) {
            List<ReleaseFile> all = new ArrayList<>();
            shipped.bySource().values().stream().flatMap(Collection::stream).forEach(all::add);
            shippedFiles = ReleaseFiles.of(all);
        }
        return shippedFiles;
    }

    /** What a kind has begun with; empty if it has read nothing here. */
    Optional<ReleaseFiles> of(ReleaseKind<?> kind) {
        return Optional.ofNullable(read.get(kind.name()));
    }
}
