package io.rapport.journey.internal;

import java.util.AbstractList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What a template may list and few messages do: read when one asks for it, and then once. */
final class LazyList extends AbstractList<Map<String, Object>> {

    private final Supplier<List<Map<String, Object>>> reading;
    private List<Map<String, Object>> read;

    LazyList(Supplier<List<Map<String, Object>>> reading) {
        this.reading = reading;
    }

    private List<Map<String, Object>> read() {
        if (read == null) {
            read = reading.get();
        }
        return read;
    }

    @Override
    public Map<String, Object> get(int index) {
        return read().get(index);
    }

    @Override
    public int size() {
        return read().size();
    }
}
