package io.rapport.gate;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Checks the table that gives each user task its queue: whether it names tasks and queues that there are. */
final class RoutingTableCheck {

    static final String TABLE = "staff-routing";

    /** Stands for tasks of versions that instances are still under way on. */
    private static final String OLDER_TASK = "task-of-an-older-version";

    private RoutingTableCheck() {}

    /**
     * A task that only the last rule catches goes somewhere, but hardly where it belongs.
     *
     * @param models of the deployment
     * @param all that is in force when the deployment has passed
     */
    static void tasksWithoutRule(ModelSet models, ModelSet all, Findings findings) {
        ModelSet.Table routing = all.decisions().get(TABLE);
        if (routing != null) {
            Set<String> named = named(routing);
            models.processes().values().forEach(process -> process.element()
                    .all("userTask")
                    .filter(task -> !named.contains(task.id()))
                    .forEach(task -> findings.add(Rule.ROUTING_UNNAMED, process.file(), task, task.id())));
        }
    }

    /**
     * Finds tasks that had rules of their own, and lose them.
     *
     * @param kept what stays as it is
     * @param before that was in force until now
     * @param all that is in force when the deployment has passed
     */
    static void lostRules(ModelSet kept, ModelSet before, ModelSet all, Findings findings) {
        ModelSet.Table earlier = before.decisions().get(TABLE);
        ModelSet.Table now = all.decisions().get(TABLE);
        if (earlier == null || now == null || Arrays.equals(earlier.content(), now.content())) {
            return;
        }
        Set<String> lost = named(earlier);
        lost.removeAll(named(now));
        kept.processes().values().forEach(process -> process.element()
                .all("userTask")
                .filter(task -> lost.contains(task.id()))
                .forEach(task -> findings.add(Rule.ROUTING_UNNAMED, process.file(), task, task.id())));
    }

    private static Set<String> named(ModelSet.Table routing) {
        Set<String> named = new TreeSet<>();
        routing.element().visit(element -> {
            if (element.local().equals("inputEntry")) {
                TableCases.texts(RuleTable.textOf(element)).forEach(named::add);
            }
        });
        return named;
    }

    /** @return the tasks that the table can be asked for */
    static List<Object> tasks(ModelSet all) {
        Set<Object> tasks = new LinkedHashSet<>(userTasks(all));
        tasks.add(OLDER_TASK);
        return List.copyOf(tasks);
    }

    /** @return the user tasks of the models */
    static Set<String> userTasks(ModelSet all) {
        Set<String> tasks = new LinkedHashSet<>();
        all.processes()
                .values()
                .forEach(process -> process.element().all("userTask").forEach(task -> tasks.add(task.id())));
        return tasks;
    }

    /**
     * Finds rules that name a queue that there is not, also those that no case reaches today.
     *
     * @return whether there are none
     */
    static boolean queuesAreThere(ModelSet.Table table, RuleTable rules, Platform platform, Findings findings) {
        boolean there = true;
        for (int row = 0; row < rules.rules().size(); row++) {
            XmlElement rule = rules.rules().get(row);
            if (rules.constants(row).get("queue") instanceof String queue
                    && !platform.queues().contains(queue)) {
                findings.add(
                        Rule.ROUTING_QUEUE,
                        table.file(),
                        rule,
                        row + 1,
                        queue,
                        String.join(", ", new TreeSet<>(platform.queues())));
                there = false;
            }
        }
        return there;
    }
}
