package io.rapport.desk;

import io.rapport.calendar.BusinessClock;
import io.rapport.desk.StaffItem.Key;
import io.rapport.desk.StaffItem.Kind;
import io.rapport.desk.StaffItems.Made;
import io.rapport.release.StartingFiles;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Brings the engine's groups, filters, rights, logins and memberships to what the file about staff says: the difference
 * between what it says now and what it said when they were made. Only what the file made is changed or removed; what
 * administrators made or changed in Admin stays.
 */
@Service
public class StaffUpdate {

    private static final Logger LOG = LoggerFactory.getLogger(StaffUpdate.class);

    private final LiveStaff live;
    private final StartingFiles starting;
    private final StaffItems items;
    private final RetiredQueues retiredQueues;
    private final QueuesInUse queuesInUse;
    private final StaffEngine engine;
    private final StaffDirectory directory;
    private final IdentityService identity;
    private final BusinessClock clock;
    private final TransactionOperations transaction;

    StaffUpdate(
            LiveStaff live,
            StartingFiles starting,
            StaffItems items,
            RetiredQueues retiredQueues,
            QueuesInUse queuesInUse,
            StaffEngine engine,
            StaffDirectory directory,
            IdentityService identity,
            BusinessClock clock,
            TransactionOperations transaction) {
        this.live = live;
        this.starting = starting;
        this.items = items;
        this.retiredQueues = retiredQueues;
        this.queuesInUse = queuesInUse;
        this.engine = engine;
        this.directory = directory;
        this.identity = identity;
        this.clock = clock;
        this.transaction = transaction;
    }

    /**
     * Finds queues and groups of a file that exist as groups already, and not by a file: they may carry rights that were
     * not meant for a queue.
     *
     * @param file that is to become live
     * @return each of them, as an error
     */
    public List<StaffFinding> conflicts(StaffFile file) {
        Map<Key, Made> made = items.all();
        List<StaffFinding> found = new ArrayList<>();
        StaffItem.of(file).stream()
                .filter(item -> item.kind() == Kind.GROUP)
                .filter(item -> !made.containsKey(item.key()) && engine.find(item) != null)
                .forEach(item -> found.add(new StaffFinding(
                        StaffFile.PATH,
                        0,
                        (file.queues().containsKey(item.name()) ? "queues." : "groups.") + item.name(),
                        "there is a group '" + item.name() + "' that this file did not make",
                        "choose another id; or let an administrator delete the group in Admin, if nobody needs it",
                        true)));
        return found;
    }

    /**
     * Finds administrators among the members: they see every queue and may do everything, whatever the file says of them.
     *
     * @param file that is to become live
     * @return each of them, as a warning
     */
    public List<StaffFinding> administrators(StaffFile file) {
        return directory.members(StaffDirectory.ADMINISTRATORS).stream()
                .map(StaffMember::id)
                .filter(file.members()::containsKey)
                .map(login -> new StaffFinding(
                        StaffFile.PATH,
                        0,
                        "members." + login,
                        "'" + login + "' is an administrator, who sees every queue and may do everything",
                        "give them a second login for work at the desk, and name that one",
                        false))
                .toList();
    }

    /**
     * Finds who and what leaves with a file, so that nobody loses a queue in silence.
     *
     * @param file that is to become live
     * @return each of them, as a warning
     */
    public List<StaffFinding> departures(StaffFile file) {
        StaffFile before = live.file();
        Set<String> left = new TreeSet<>(before.queues().keySet());
        left.removeAll(file.queues().keySet());
        Set<String> inUse = queuesInUse.of(left);
        return file.departures(
                before,
                queue -> inUse.contains(queue) ? OptionalInt.of(queuesInUse.openTasks(queue)) : OptionalInt.empty());
    }

    /**
     * Applies a file. It joins the caller's transaction, and waits for another node that does the same. Once the
     * transaction is committed, {@link LiveStaff#load} takes the file on each node.
     *
     * @param file that becomes live
     * @throws StaffFileRefused if it names a group that it did not make
     */
    public void apply(StaffFile file) {
        transaction.executeWithoutResult(open -> {
            directory.oneNodeAtATime();
            withoutCaller(() -> difference(file));
        });
    }

    /**
     * Applies the shipped file before anybody logs in, where nothing was ever released. Later what is live has been applied
     * by the release that made it live.
     */
    public void applyFirst() {
        if (starting.isFirst()) {
            apply(live.file());
        }
    }

    /** Lets those retired queues go that nothing needs any more. */
    public void cleanUp() {
        transaction.executeWithoutResult(open -> {
            directory.oneNodeAtATime();
            withoutCaller(this::removeUnneeded);
        });
        live.load(live.file());
    }

    private void removeUnneeded() {
        Set<String> unneeded =
                retiredQueues.all().stream().map(queue -> queue.queue().id()).collect(Collectors.toSet());
        unneeded.removeAll(queuesInUse.of(unneeded));
        Map<Key, Made> made = items.all();
        reversed(made)
                .filter(item -> item.group() != null && unneeded.contains(item.group()))
                .filter(item -> item.key().kind() == Kind.FILTER
                        || item.key().kind() == Kind.GRANT
                        // one that is no queue any more may be another group of the file
                        || StaffItem.isQueue(made.get(new Key(Kind.GROUP, item.group()))))
                .forEach(this::remove);
        unneeded.forEach(retiredQueues::remove);
    }

    private static Stream<Made> reversed(Map<Key, Made> made) {
        List<Made> items = new ArrayList<>(made.values());
        Collections.reverse(items);
        return items.stream();
    }

    /** The caller was asked before what they may release; the engine's own rights are an administrator's. */
    private void withoutCaller(Runnable work) {
        Authentication caller = identity.getCurrentAuthentication();
        identity.clearAuthentication();
        try {
            work.run();
        } finally {
            if (caller != null) {
                identity.setAuthentication(caller.getUserId(), caller.getGroupIds(), caller.getTenantIds());
            }
        }
    }

    private void difference(StaffFile file) {
        List<StaffFinding> conflicts = conflicts(file);
        if (!conflicts.isEmpty()) {
            throw new StaffFileRefused(conflicts);
        }
        Map<Key, Made> made = items.all();
        Set<String> retired = retire(file, made);
        Map<Key, StaffItem> wanted = new LinkedHashMap<>();
        StaffItem.of(file).forEach(item -> wanted.put(item.key(), item));
        wanted.values().forEach(item -> bring(item, made));
        reversed(made)
                .filter(item -> !wanted.containsKey(item.key()))
                .filter(item -> item.group() == null || !retired.contains(item.group()))
                .forEach(this::remove);
    }

    /** @return the queues that left the file and are still needed */
    private Set<String> retire(StaffFile file, Map<Key, Made> made) {
        Set<String> left = new TreeSet<>();
        made.values().stream()
                .filter(item -> item.key().kind() == Kind.FILTER && item.group() != null)
                .map(Made::group)
                .forEach(left::add);
        retiredQueues.all().forEach(queue -> left.add(queue.queue().id()));
        Set<String> back = left.stream().filter(file.queues()::containsKey).collect(Collectors.toSet());
        back.forEach(retiredQueues::remove);
        left.removeAll(back);
        Set<String> inUse = queuesInUse.of(left);
        for (String id : left) {
            if (inUse.contains(id)) {
                retiredQueues.add(definition(id, made), clock.instant());
            } else {
                retiredQueues.remove(id);
            }
        }
        return inUse;
    }

    private StaffQueue definition(String id, Map<Key, Made> made) {
        return live.queue(id).orElseGet(() -> {
            Made group = made.get(new Key(Kind.GROUP, id));
            String title = group == null || group.part(1).isEmpty() ? id : group.part(1);
            return new StaffQueue(id, Map.of(StaffQueue.ENGLISH, title), Map.of(), null, null, 0, List.of());
        });
    }

    private void bring(StaffItem item, Map<Key, Made> made) {
        Made before = made.get(item.key());
        if (before == null) {
            if (engine.canMake(item) && engine.find(item) == null) {
                items.put(item, engine.make(item));
            }
            return;
        }
        boolean same = before.parts().equals(item.content().lines().toList());
        boolean neverGone = item.kind() == Kind.GROUP || item.kind() == Kind.FILTER;
        if (same && !neverGone) {
            // what Admin changed or took away since stays so
            return;
        }
        boolean there = engine.exists(before);
        if (!there) {
            if (item.kind() == Kind.FILTER) {
                // the engine took the rights to it away with it
                made.keySet().stream()
                        .filter(key -> StaffItem.isRightTo(key, item.name()))
                        .toList()
                        .forEach(key -> {
                            items.remove(key);
                            made.remove(key);
                        });
            }
            if (engine.canMake(item)) {
                items.put(item, engine.make(item));
            }
        } else if (!same) {
            engine.change(item, before);
            items.put(item, before.engineId());
        }
    }

    private void remove(Made item) {
        if (item.key().kind() == Kind.GROUP && engine.hasOthers(item.engineId())) {
            LOG.info(
                    "The group {} stays, since members or rights of it were made in Admin; it is no queue any more",
                    item.engineId());
            return;
        }
        if (engine.exists(item)) {
            engine.remove(item);
        }
        items.remove(item.key());
    }
}
