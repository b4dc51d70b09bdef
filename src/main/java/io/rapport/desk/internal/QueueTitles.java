package io.rapport.desk.internal;

import io.rapport.desk.StaffQueue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** How queues, and the Tasklist's filters that show them, are called in the languages of staff. */
@Component
final class QueueTitles {

    /**
     * How something is called.
     *
     * @param name as the engine stores it
     * @param description as the engine stores it
     */
    record Stored(String key, String name, String description) {

        String nameIn(Locale locale) {
            return DeskTexts.ALL.say(key, locale);
        }

        String descriptionIn(Locale locale) {
            return DeskTexts.ALL.say(key + ".for", locale);
        }
    }

    private static final String MINE = "My tasks · 我的任务";
    private static final String MINE_DESCRIPTION = "What you have claimed · 您已认领的任务";

    /** @return how the group is called; empty if it is no queue */
    Optional<Stored> group(String id) {
        return StaffQueue.of(id).map(QueueTitles::of);
    }

    /** @return how the filter is called; empty if it shows no queue */
    Optional<Stored> filter(String id, String name) {
        return Stream.concat(
                        Arrays.stream(StaffQueue.values()).map(QueueTitles::of),
                        Stream.of(new Stored("filter.mine", MINE, MINE_DESCRIPTION)))
                .filter(stored -> stored.name().equals(name))
                .findFirst();
    }

    private static Stored of(StaffQueue queue) {
        return new Stored("queue." + queue.id(), queue.label(), queue.description());
    }
}
