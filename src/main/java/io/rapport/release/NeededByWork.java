package io.rapport.release;

import java.util.Set;

/** Says what is needed by what is under way, so that it stays, retired, when it leaves a release. */
public interface NeededByWork {

    /** @return ids such as {@code message welcome}; what begins with one and a slash is meant, too */
    Set<String> needed();
}
