package io.rapport.desk;

import io.rapport.language.Sentences;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** How queues, and the Tasklist's filters that show them, are called in the languages of staff. The engine stores English. */
@Component
public final class QueueTitles {

    private static final Sentences TEXTS = new Sentences("desk/texts");
    private static final String QUEUE = StaffItem.filterOf("");

    private final LiveStaff staff;
    private final StaffItems items;

    QueueTitles(LiveStaff staff, StaffItems items) {
        this.staff = staff;
        this.items = items;
    }

    /**
     * How something is called.
     *
     * @param queue whose title it is; null for the filter of one's own tasks
     */
    public record Title(StaffQueue queue) {

        /**
         * @param reader the language of who reads
         * @return the name in it
         */
        public String name(Locale reader) {
            return queue == null ? TEXTS.say("filter.mine", reader) : queue.title(reader);
        }

        /**
         * @param reader the language of who reads
         * @return what is to be found there, may be empty
         */
        public String description(Locale reader) {
            return queue == null
                    ? TEXTS.say("filter.mine.for", reader)
                    : queue.purpose(reader).orElse("");
        }
    }

    /**
     * @param id of a group
     * @return how it is called; empty if it is no queue
     */
    public Optional<Title> group(String id) {
        return staff.queue(id).map(Title::new);
    }

    /** @return how the filters are called that show queues or one's own tasks, by their id in the engine */
    public Map<String, Title> filters() {
        Map<String, Title> titles = new HashMap<>();
        items.filters().forEach((id, name) -> {
            if (name.equals(StaffItem.OWN_TASKS)) {
                titles.put(id, new Title(null));
            } else if (name.startsWith(QUEUE)) {
                group(name.substring(QUEUE.length())).ifPresent(title -> titles.put(id, title));
            }
        });
        return titles;
    }
}
