package io.rapport.desk;

import io.rapport.release.ReleaseFile;
import io.rapport.release.ReleaseFiles;
import io.rapport.release.StartingFiles;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * The queues and people that are live on this node: what {@code processes/staff.yaml} of the live release says, and the
 * queues that left it while work still waits in them. It knows nothing of the engine, which asks it while it starts.
 */
@Component
public class LiveStaff {

    private static final Logger LOG = LoggerFactory.getLogger(LiveStaff.class);

    private final RetiredQueues retiredQueues;
    private volatile Live live;

    /** @param retired the queues that left the file, by id */
    private record Live(StaffFile file, Map<String, StaffQueue> retired) {}

    LiveStaff(RetiredQueues retiredQueues, StartingFiles files) {
        this.retiredQueues = retiredQueues;
        load(files.read(StaffKind.NAME, StaffFile.PATH::equals, LiveStaff::read));
    }

    private static StaffFile read(ReleaseFiles files) {
        ReleaseFile file = files.at(StaffFile.PATH)
                .orElseThrow(() -> new IllegalStateException(StaffFile.PATH + " is not among the files"));
        StaffFileReader.Read read = StaffFileReader.read(StaffFile.PATH, file.bytes());
        return read.staff() == null ? read.orThrow() : read.staff();
    }

    /**
     * Takes a file as what is live on this node, after the transaction in which {@link StaffUpdate} applied it. Where the
     * database cannot be asked which queues are retired, all count that have left the file.
     *
     * @param file what the live release says
     */
    public void load(StaffFile file) {
        Live before = live;
        Map<String, StaffQueue> retired = new LinkedHashMap<>();
        try {
            retiredQueues.all().forEach(queue -> retired.put(queue.queue().id(), queue.queue()));
        } catch (DataAccessException e) {
            if (before == null) {
                throw e;
            }
            LOG.warn("The retired queues cannot be read now; all that left the file count as retired", e);
            retired.putAll(before.retired());
            retired.putAll(before.file().queues());
            retired.keySet().removeAll(file.queues().keySet());
        }
        live = new Live(file, retired);
    }

    /** @return what the live file says */
    public StaffFile file() {
        return live.file();
    }

    /** @return the queues that tasks are routed to, in the order of the file */
    public Collection<StaffQueue> queues() {
        return live.file().queues().values();
    }

    /**
     * Finds a queue by the id that models, decision tables and groups use.
     *
     * @param id such as {@code complaints-lead}, may be null
     * @return the queue, also one that left the file and is still needed; empty if there is none of that id
     */
    public Optional<StaffQueue> queue(String id) {
        Live now = live;
        StaffQueue queue = id == null ? null : now.file().queues().get(id);
        return Optional.ofNullable(queue == null && id != null ? now.retired().get(id) : queue);
    }

    /** @return the queue of tasks that cannot be routed; empty if the file has no queue */
    public Optional<StaffQueue> fallback() {
        return live.file().fallbackQueue();
    }

    /**
     * @param group the id of a group
     * @return whether it is a queue, retired ones included
     */
    public boolean isQueue(String group) {
        return queue(group).isPresent();
    }

    /**
     * @param group the id of a group
     * @return whether its members lead a queue
     */
    public boolean isLead(String group) {
        Live now = live;
        return now.file().queues().values().stream().anyMatch(queue -> group.equals(queue.lead()))
                || now.retired().values().stream().anyMatch(queue -> group.equals(queue.lead()));
    }

    /**
     * @param message the name of a message to staff
     * @return the queues whose members get it although it is about no task of theirs
     */
    public List<StaffQueue> receiving(String message) {
        List<StaffQueue> receiving = new ArrayList<>();
        queues().stream().filter(queue -> queue.notices().contains(message)).forEach(receiving::add);
        return receiving;
    }

    /**
     * @param login of somebody
     * @return what the file says of them; empty for who stands in a directory or in Admin alone
     */
    public Optional<StaffPerson> member(String login) {
        return Optional.ofNullable(login == null ? null : live.file().members().get(login));
    }

    /**
     * @param login of somebody
     * @return the language that they read; empty where the file does not say
     */
    public Optional<Locale> locale(String login) {
        return member(login).map(StaffPerson::locale);
    }
}
