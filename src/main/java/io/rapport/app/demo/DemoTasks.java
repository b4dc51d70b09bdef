package io.rapport.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rapport.calendar.WorkingTime;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tasks that staff of the demo shop have done, {@code demo/tasks.jsonl}: each is claimed and completed in the name of who
 * does it, over HTTP, as from the Tasklist. What is not listed is left for who tries the demo.
 */
final class DemoTasks implements ReplayPart {

    private static final Logger log = LoggerFactory.getLogger(DemoTasks.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<Work> works;
    private final WorkingTime desk;
    private final Set<Work> done = new HashSet<>();

    DemoTasks(WorkingTime desk) {
        this.desk = desk;
        this.works = load();
    }

    /**
     * A task that is done.
     *
     * @param at when it is taken up, before the start of the replay: negative; if the desk is closed then, when it opens
     * @param login who does it
     * @param about what its journey is about, such as {@code complaint:C91}
     * @param task its id in the model
     * @param answers what is filled in, by field
     */
    record Work(Duration at, String login, String about, String task, JsonNode answers) {

        Instant moment(Instant start, WorkingTime desk) {
            return DemoDay.whenOpen(start.plus(at), desk);
        }
    }

    static List<Work> load() {
        try (InputStream in = DemoTasks.class.getResourceAsStream("/demo/tasks.jsonl");
                BufferedReader text = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            List<Work> works = new ArrayList<>();
            for (String line = text.readLine(); line != null; line = text.readLine()) {
                JsonNode read = JSON.readTree(line);
                works.add(new Work(
                        Duration.parse(read.get("at").asText()),
                        read.get("login").asText(),
                        read.get("about").asText(),
                        read.get("task").asText(),
                        read.get("answers")));
            }
            return List.copyOf(works);
        } catch (IOException e) {
            throw new UncheckedIOException("the demo's tasks cannot be read", e);
        }
    }

    @Override
    public Optional<Instant> next(Replay replay, Instant reached) {
        return works.stream()
                .map(work -> work.moment(replay.start(), desk))
                .filter(moment -> moment.isAfter(reached))
                .min(Comparator.naturalOrder());
    }

    @Override
    public boolean reach(Replay replay, Instant reached) throws IOException, InterruptedException {
        boolean any = false;
        for (Work work : works) {
            if (!work.moment(replay.start(), desk).isAfter(reached) && done.add(work)) {
                complete(replay, work);
                any = true;
            }
        }
        return any;
    }

    private static void complete(Replay replay, Work work) throws IOException, InterruptedException {
        TaskClient staff = new TaskClient(replay.server(), work.login());
        Optional<String> task = staff.find(work.about(), work.task());
        if (task.isEmpty()) {
            log.debug("{} has no task {} about {}: it was done before", work.login(), work.task(), work.about());
            return;
        }
        staff.claim(task.get());
        staff.submit(task.get(), work.answers());
    }
}
