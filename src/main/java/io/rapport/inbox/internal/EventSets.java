package io.rapport.inbox.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Cuts a batch into sets that are processed one after the other: each customer's events are in different sets, in their
 * order, so that no event of a set builds upon another of it.
 */
final class EventSets {

    private EventSets() {}

    /**
     * @param events in the order of their arrival
     * @param customer whose event it is
     * @param alone which events are sets of their own
     * @return as few sets as that takes, each in the order of arrival; together all events
     */
    static <T> List<List<T>> cut(List<T> events, Function<T, String> customer, Predicate<T> alone) {
        List<List<T>> sets = new ArrayList<>();
        List<Boolean> closed = new ArrayList<>();
        Map<String, Integer> next = new HashMap<>();
        for (T event : events) {
            boolean single = alone.test(event);
            int at = single ? sets.size() : next.getOrDefault(customer.apply(event), 0);
            while (at < sets.size() && closed.get(at)) {
                at++;
            }
            if (at == sets.size()) {
                sets.add(new ArrayList<>());
                closed.add(single);
            }
            sets.get(at).add(event);
            next.put(customer.apply(event), at + 1);
        }
        return sets;
    }
}
