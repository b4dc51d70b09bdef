package io.rapport.journey.internal;

import io.rapport.journey.internal.JourneyRegister.End;
import io.rapport.journey.internal.JourneyRegister.Start;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.engine.impl.interceptor.Session;

/** What one command of the engine writes into the register. */
final class RegisterEntries implements Session {

    private final JourneyRegister register;
    private final List<Start> starts = new ArrayList<>();
    private final Set<List<String>> started = new HashSet<>();
    private final Map<String, End> ends = new LinkedHashMap<>();

    /** What could not be written; even if it is caught, the command fails with it. */
    private RuntimeException failure;

    RegisterEntries(JourneyRegister register) {
        this.register = register;
    }

    void add(Start start) {
        if (start.isByItself() && !started.add(List.of(start.journey(), start.businessKey()))) {
            // the same anew: the earlier one must have ended
            flush();
            started.add(List.of(start.journey(), start.businessKey()));
        }
        starts.add(start);
    }

    void add(End end) {
        ends.merge(
                end.instanceId(),
                end,
                (before, now) -> new End(
                        end.instanceId(),
                        first(now.outcome(), before.outcome()),
                        first(now.otherwise(), before.otherwise()),
                        first(now.endedAt(), before.endedAt())));
    }

    private static <T> T first(T value, T otherwise) {
        return value == null ? otherwise : value;
    }

    @Override
    public void flush() {
        if (failure != null) {
            throw failure;
        }
        try {
            write();
        } catch (RuntimeException e) {
            failure = e;
            throw e;
        }
    }

    /**
     * Ends of what was there go before starts, which may be about the same thing; ends of what has just started go after
     * them.
     */
    private void write() {
        Set<String> fresh = new HashSet<>();
        starts.forEach(start -> fresh.add(start.instanceId()));
        List<End> before = new ArrayList<>();
        List<End> after = new ArrayList<>();
        ends.values().forEach(end -> (fresh.contains(end.instanceId()) ? after : before).add(end));
        List<Start> between = List.copyOf(starts);
        starts.clear();
        started.clear();
        ends.clear();
        if (!before.isEmpty()) {
            register.update(before);
        }
        if (!between.isEmpty()) {
            register.insert(between);
        }
        if (!after.isEmpty()) {
            register.update(after);
        }
    }

    @Override
    public void close() {
        // holds nothing
    }
}
