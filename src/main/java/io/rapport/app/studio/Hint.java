package io.rapport.app.studio;

import java.util.List;

/**
 * A warning about a message, in no language yet.
 *
 * @param key    of the sentence, below {@code hint.}
 * @param values what fills its gaps
 */
record Hint(String key, List<Object> values) {

    static Hint of(String key, Object... values) {
        return new Hint(key, List.of(values));
    }
}
