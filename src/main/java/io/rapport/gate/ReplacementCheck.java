package io.rapport.gate;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Checks that a deployment takes nothing away in silence: what starts a known journey, what it is
 * about, and whatever is deployed from another file.
 */
final class ReplacementCheck {

    private final ModelSet models;
    private final ModelSet deployed;
    private final ModelSet all;
    private final Findings findings;

    /**
     * @param models of the deployment
     * @param deployed already
     * @param all that is in force when the deployment has passed
     */
    ReplacementCheck(ModelSet models, ModelSet deployed, ModelSet all, Findings findings) {
        this.models = models;
        this.deployed = deployed;
        this.all = all;
        this.findings = findings;
    }

    void check() {
        models.processes().values().forEach(this::process);
        models.decisions().forEach((id, table) -> {
            ModelSet.Table before = deployed.decisions().get(id);
            if (before != null && !baseName(before.file()).equals(baseName(table.file()))) {
                findings.add(Rule.OTHER_FILE, table.file(), table.element(), id, baseName(before.file()));
            }
        });
        models.forms().forEach((id, form) -> {
            ModelSet.Form before = deployed.forms().get(id);
            if (before != null && !baseName(before.file()).equals(baseName(form.file()))) {
                findings.add(Rule.OTHER_FILE, form.file(), id, baseName(before.file()));
            }
            if (before != null) {
                lost(id, form, before);
            }
        });
    }

    /** A variable may still be known from elsewhere; but what a task's answers decided, they would decide no more. */
    private void lost(String id, ModelSet.Form form, ModelSet.Form before) {
        Set<String> lost = new TreeSet<>(before.fields().variables());
        lost.removeAll(form.fields().variables());
        for (ProcessModel process : all.processes().values()) {
            FormReaders readers = new FormReaders(process, all);
            process.element()
                    .all("userTask")
                    .filter(task -> id.equals(task.camunda("formRef")))
                    .forEach(task -> readers.readBehind(task, lost).forEach(variable -> {
                        findings.add(Rule.FORM_LOSES, form.file(), variable, process.key(), task.id());
                    }));
        }
        Set<String> fewer = new TreeSet<>(before.fields().variables());
        fewer.addAll(before.fields().texts());
        fewer.removeAll(form.fields().variables());
        fewer.removeAll(form.fields().texts());
        if (!fewer.isEmpty()) {
            findings.add(Rule.FORM_ASKS_LESS, form.file(), String.join(", ", fewer));
        }
    }

    /** The Modeler sends a file by its name, the start by its path. */
    private static String baseName(String file) {
        return file.substring(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
    }

    private void process(ProcessModel model) {
        ProcessModel before = deployed.processes().get(model.key());
        if (before != null) {
            otherFile(model, before);
            replaced(model, before);
        }
        boolean startsAlone = model.startTypes().isEmpty();
        if (startsAlone && model.about().isPresent() && !isCalled(model)) {
            findings.add(Rule.NEVER_CALLED, model.file(), model.element());
        }
    }

    private void otherFile(ProcessModel model, ProcessModel before) {
        String file = baseName(before.file());
        boolean meant = Arrays.stream(
                        model.element().property("replaces").orElse("").split(","))
                .map(String::strip)
                .anyMatch(file::equals);
        if (!file.equals(baseName(model.file())) && !meant) {
            findings.add(Rule.OTHER_PROCESS_FILE, model.file(), model.element(), model.key(), file);
        }
    }

    private void replaced(ProcessModel model, ProcessModel before) {
        List<String> meant =
                Arrays.asList(model.element().property("replaces").orElse("").split("[,\\s]+"));
        Set<String> lost = new LinkedHashSet<>(before.startTypes());
        lost.removeAll(model.startTypes());
        for (String type : lost) {
            if (!meant.contains(type)) {
                add(model, "starts on the event " + type, type);
            }
            if (all.processes().values().stream()
                    .noneMatch(other -> other.startTypes().contains(type))) {
                findings.add(Rule.NO_STARTER, model.file(), model.element(), type);
            }
        }
        before.about()
                .filter(about -> !about.equals(model.about().orElse("")))
                .filter(about -> !meant.contains(about))
                .ifPresent(about -> add(model, "is about a thing of the kind " + about, about));
    }

    /**
     * Finds events on which journeys that leave with a release started, and no journey starts any more.
     *
     * @param before what is live now
     * @param all what is live then
     * @param changed files that are new or different, in which a journey may be missing because it cannot be read
     */
    static void left(ModelSet before, ModelSet all, Set<String> changed, Findings findings) {
        Set<String> started = new TreeSet<>();
        all.processes().values().forEach(process -> started.addAll(process.startTypes()));
        before.processes().values().stream()
                .filter(process -> !all.processes().containsKey(process.key()) && !changed.contains(process.file()))
                .forEach(process -> process.startTypes().stream()
                        .filter(type -> !started.contains(type))
                        .forEach(type -> findings.add(Rule.NO_STARTER, process.file(), type)));
    }

    private void add(ProcessModel model, String what, String word) {
        findings.add(Rule.REPLACES, model.file(), model.element(), model.key(), what, word);
    }

    private boolean isCalled(ProcessModel model) {
        return all.processes().values().stream()
                .flatMap(other -> new TreeSet<>(other.element()
                                .all("callActivity")
                                .map(call -> String.valueOf(call.attribute("calledElement")))
                                .toList())
                        .stream())
                .anyMatch(model.key()::equals);
    }
}
