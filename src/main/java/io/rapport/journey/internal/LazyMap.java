package io.rapport.journey.internal;

import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** What a template may say of something that few messages speak of: read when one asks for it, and then once. */
final class LazyMap extends AbstractMap<String, Object> {

    private final Supplier<Map<String, Object>> reading;
    private Map<String, Object> read;

    LazyMap(Supplier<Map<String, Object>> reading) {
        this.reading = reading;
    }

    private Map<String, Object> read() {
        if (read == null) {
            read = reading.get();
        }
        return read;
    }

    @Override
    public Object get(Object key) {
        return read().get(key);
    }

    @Override
    public boolean containsKey(Object key) {
        return read().containsKey(key);
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
        return read().entrySet();
    }
}
