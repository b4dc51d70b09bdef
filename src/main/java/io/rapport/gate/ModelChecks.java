package io.rapport.gate;

import io.rapport.gate.RunningVersions.RunningVersion;
import io.rapport.journey.ModelReader;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Applies the rules to the files of a deployment, each by itself and all together with what is deployed already. */
final class ModelChecks {

    /** Larger than a year's models of a company; what is larger takes the memory of all. */
    static final int MOST_BYTES = 5 * 1024 * 1024;

    /** More than a company has of models, tables and forms together. */
    static final int MOST_FILES = 200;

    /** How the Modeler calls it. */
    private static final String CAMUNDA_8 = "Camunda Cloud";

    private final Platform platform;
    private final LongSupplier nanos;

    ModelChecks(Platform platform) {
        this(platform, System::nanoTime);
    }

    /** @param nanos a clock that only ever goes on, in nanoseconds */
    ModelChecks(Platform platform, LongSupplier nanos) {
        this.platform = platform;
        this.nanos = nanos;
    }

    /**
     * Checks a deployment.
     *
     * @param tenant the tenant that it names; null for none
     * @param files their contents by name
     * @param running contents of the files that the newest definitions stand in, by key and kind
     * @return what was found, in the order of the files
     */
    List<Finding> check(String tenant, Map<String, byte[]> files, List<RunningFile> running) {
        return check(tenant, files, () -> running(running));
    }

    /**
     * Checks a deployment.
     *
     * @param tenant the tenant that it names; null for none
     * @param files their contents by name
     * @param deployed what the newest definitions say, as {@link #running} read it
     * @return what was found, in the order of the files
     */
    List<Finding> check(String tenant, Map<String, byte[]> files, Supplier<ModelSet> deployed) {
        Findings findings = new Findings();
        if (tenant != null) {
            findings.add(Rule.TENANT, first(files), tenant);
        }
        return check(files, findings, (read, limit) -> beside(read, deployed.get(), limit, findings));
    }

    /**
     * Checks a deployment of no tenant.
     *
     * @param files their contents by name
     * @param deployed what the newest definitions say, as {@link #running} read it
     * @return what was found, in the order of the files
     */
    List<Finding> check(Map<String, byte[]> files, ModelSet deployed) {
        Findings findings = new Findings();
        return check(files, findings, (read, limit) -> beside(read, deployed, limit, findings));
    }

    private void beside(ModelSet read, ModelSet deployed, CheckTime limit, Findings findings) {
        ModelSet all = read.over(deployed);
        together(read, deployed, all, limit, findings);
        others(deployed.without(read.processes().keySet()), deployed, platform, all, findings);
    }

    /**
     * Checks a release.
     *
     * @param changed contents of the files that are new or different, by path
     * @param kept what its other files say
     * @param before what is live now
     * @param platformBefore what models build upon now
     * @param underWay what instances go on by
     * @return what was found, in the order of the files
     */
    List<Finding> checkRelease(
            Map<String, byte[]> changed, ModelSet kept, ModelSet before, Platform platformBefore, UnderWay underWay) {
        Findings findings = new Findings();
        return check(changed, findings, (read, limit) -> {
            ModelSet all = read.over(kept);
            together(read, before, all, limit, findings);
            others(kept, before, platformBefore, all, findings);
            ReplacementCheck.left(before, all, changed.keySet(), findings);
            routing(kept, platformBefore, all, limit, findings);
            RoutingTableCheck.lostRules(kept, before, all, findings);
            if (underWay.isConcerned(before, platformBefore, all)) {
                new RunningVersionCheck(underWay.versions().get(), limit, findings)
                        .check(before, platformBefore, all, underWay.platform());
            }
        });
    }

    /**
     * What instances go on by.
     *
     * @param versions of processes; asked for only where they may lose something
     * @param platform what they build upon then, messages that stay for them included
     */
    record UnderWay(Supplier<List<RunningVersion>> versions, Platform platform) {

        /** @return whether a table, message or date is another, which is all that may change under them */
        private boolean isConcerned(ModelSet before, Platform platformBefore, ModelSet all) {
            boolean tables = all.decisions().entrySet().stream().anyMatch(table -> {
                ModelSet.Table earlier = before.decisions().get(table.getKey());
                return earlier == null
                        || !Arrays.equals(earlier.content(), table.getValue().content());
            });
            boolean messages = platformBefore.messages().entrySet().stream().anyMatch(message -> !message.getValue()
                    .equals(platform.messages().get(message.getKey())));
            return tables
                    || messages
                    || !platform.events()
                            .keySet()
                            .containsAll(platformBefore.events().keySet());
        }
    }

    /** What is checked once the files are read. */
    private interface Check {
        void of(ModelSet read, CheckTime limit);
    }

    private List<Finding> check(Map<String, byte[]> files, Findings findings, Check check) {
        String first = first(files);
        long bytes =
                files.values().stream().mapToLong(content -> content.length).sum();
        if (bytes > MOST_BYTES) {
            findings.add(
                    Rule.FILE_SIZE,
                    first,
                    String.format(Locale.ROOT, "%.1f", bytes / 1024.0 / 1024.0),
                    MOST_BYTES / 1024 / 1024);
            return findings.list();
        }
        if (files.size() > MOST_FILES) {
            findings.add(Rule.FILE_COUNT, first, files.size(), MOST_FILES);
            return findings.list();
        }
        CheckTime limit = new CheckTime(nanos);
        try {
            Reading reading = new Reading(findings, false);
            files.forEach((name, content) -> {
                limit.check();
                reading.file(name, content);
            });
            check.of(reading.models, limit);
        } catch (CheckTime.Over e) {
            findings.add(Rule.CHECK_TIME, first, CheckTime.MOST.toSeconds());
        }
        return findings.list();
    }

    private static String first(Map<String, byte[]> files) {
        return files.keySet().stream().findFirst().orElse("");
    }

    /** @return what files say, read as far as they can be, and not checked */
    static ModelSet read(Platform platform, Map<String, byte[]> files) {
        Reading reading = new ModelChecks(platform).new Reading(new Findings(), true);
        files.forEach(reading::file);
        return reading.models;
    }

    private void together(ModelSet models, ModelSet deployed, ModelSet all, CheckTime limit, Findings findings) {
        models.processes().values().forEach(process -> {
            limit.check();
            readable(process.file(), findings, () -> new JourneyCheck(process, all, platform, findings).check());
            references(process, all, findings);
        });
        new TableCheck(models, all, platform, limit, findings).check();
        new ReplacementCheck(models, deployed, all, findings).check();
    }

    /** Where queues left, the table that routes to them must not have stayed as it is. */
    private void routing(ModelSet kept, Platform platformBefore, ModelSet all, CheckTime limit, Findings findings) {
        ModelSet.Table table = kept.decisions().get(RoutingTableCheck.TABLE);
        if (table != null && !platform.queues().containsAll(platformBefore.queues())) {
            ModelSet routing = ModelSet.empty();
            routing.decisions().put(RoutingTableCheck.TABLE, table);
            new TableCheck(routing, all, platform, limit, findings).check();
        }
    }

    /** What stays as it is must fit, too; what did not fit before is not this deployment's fault. */
    private void others(ModelSet kept, ModelSet before, Platform platformBefore, ModelSet all, Findings findings) {
        List<Finding> found = acrossFiles(kept, all);
        if (found.isEmpty()) {
            return;
        }
        List<Finding> known = new ModelChecks(platformBefore, nanos).acrossFiles(kept, before);
        found.stream().filter(finding -> !known.contains(finding)).forEach(findings::add);
    }

    /** @return what hangs on other files in what stays as it is */
    private List<Finding> acrossFiles(ModelSet kept, ModelSet all) {
        Findings found = new Findings();
        kept.processes().values().forEach(process -> {
            references(process, all, found);
            JourneyCheck.events(process, platform, found);
        });
        kept.decisions()
                .forEach((key, table) -> new ContactPolicyCheck(key, table, platform, found).references(all));
        return found.list();
    }

    private void references(ProcessModel process, ModelSet all, Findings findings) {
        readable(process.file(), findings, () -> {
            new ReferenceCheck(process, all, platform, findings).check();
            new VariableCheck(process, all, platform, findings).check();
        });
    }

    /** Anyone who reads a model walks down it; what has passed the limits and still overflows the stack is reported with its file. */
    static void readable(String file, Findings findings, Runnable check) {
        try {
            check.run();
        } catch (StackOverflowError e) {
            findings.add(Rule.NESTING, file);
        }
    }

    /** What is deployed was checked when it came, or is older than the gate: it is read as far as it can be. */
    static ModelSet running(List<RunningFile> running) {
        return running(running, new HashMap<>());
    }

    /**
     * The same, without reading again what was read before.
     *
     * @param read what stands in files; afterwards in those that are deployed, and no others
     */
    static ModelSet running(List<RunningFile> running, Map<FileContent, ModelSet> read) {
        ModelSet all = ModelSet.empty();
        Set<FileContent> seen = new HashSet<>();
        for (RunningFile file : running) {
            FileContent content = new FileContent(file.file(), ByteBuffer.wrap(file.content()));
            seen.add(content);
            ModelSet models = read.computeIfAbsent(content, unread -> read(null, Map.of(file.file(), file.content())));
            all.addNewest(file.key(), FileKind.of(file.file()), models);
        }
        read.keySet().retainAll(seen);
        return all;
    }

    /** Several definitions may stand in one. */
    record FileContent(String file, ByteBuffer content) {}

    /**
     * A file that a newest definition stands in.
     *
     * @param key of the process or decision, or the id of the form
     */
    record RunningFile(String key, String file, byte[] content) {}

    private final class Reading {

        private final ModelSet models = ModelSet.empty();
        private final Map<String, String> seen = new LinkedHashMap<>();
        private final Findings findings;
        private final boolean deployed;

        /** @param deployed whether the files are deployed already, so that they are read and not checked */
        Reading(Findings findings, boolean deployed) {
            this.findings = findings;
            this.deployed = deployed;
        }

        void file(String name, byte[] content) {
            if (deployed || new LimitCheck(name, findings).fileName()) {
                readable(name, findings, () -> read(name, content));
            }
        }

        private void read(String name, byte[] content) {
            if (content.length == 0) {
                findings.add(Rule.FILE_EMPTY, name);
                return;
            }
            switch (FileKind.of(name)) {
                case BPMN -> bpmn(name, content);
                case DMN -> dmn(name, content);
                case FORM -> {
                    ModelSet.Form form = new FormCheck(name, platform, deployed, findings).check(content);
                    if (form != null && (deployed || new LimitCheck(name, findings).form(form.schema()))) {
                        String id = form.schema().path("id").asText();
                        once("form " + id, name, id, null);
                        models.forms().put(id, form);
                    }
                }
                default -> findings.add(Rule.FILE_KIND, name);
            }
        }

        private void bpmn(String name, byte[] content) {
            XmlElement root = xml(name, content);
            if (root == null) {
                return;
            }
            if (!root.is("definitions")) {
                findings.add(Rule.NOT_A_MODEL, name, "it is no BPMN but '" + root.local() + "'");
                return;
            }
            if (!deployed && (isOfAnotherPlatform(name, root) || !new LimitCheck(name, findings).bpmn(root))) {
                return;
            }
            if (!deployed) {
                int before = findings.list().size();
                new BpmnAllowList(name, findings).check(root);
                new StepCheck(name, platform.steps().keySet(), findings).check(root);
                if (findings.list().size() == before) {
                    schema(name, content);
                }
            }
            List<XmlElement> processes = root.children("process")
                    .filter(process -> "true".equals(process.attribute("isExecutable")))
                    .toList();
            if (processes.isEmpty()) {
                findings.add(Rule.NOT_A_MODEL, name, "no process in it is executable");
            } else if (processes.size() > 1) {
                findings.add(
                        Rule.SEVERAL_PROCESSES,
                        name,
                        String.join(", ", processes.stream().map(XmlElement::id).toList()));
            }
            for (XmlElement process : processes) {
                once("process " + process.id(), name, process.id(), process);
                models.processes().put(process.id(), new ProcessModel(name, process));
            }
        }

        /** The Modeler says of each diagram for which engine it is; of one for another engine nothing else is worth saying. */
        private boolean isOfAnotherPlatform(String name, XmlElement root) {
            String said = root.attributes().get(new XmlElement.Name(XmlElement.MODELER, "executionPlatform"));
            boolean other = said == null
                    ? root.has(element -> element.namespace().equals(XmlElement.ZEEBE))
                    : !said.equals(FormCheck.PLATFORM);
            if (other) {
                boolean camunda8 = said == null || said.equals(CAMUNDA_8);
                findings.add(Rule.PLATFORM, name, camunda8 ? "Camunda 8" : "'" + said + "'");
            }
            return other;
        }

        private void schema(String name, byte[] content) {
            try {
                ModelReader.bpmn(content);
            } catch (RuntimeException e) {
                findings.add(Rule.SCHEMA, name, DmnCheck.cause(e));
            }
        }

        private void dmn(String name, byte[] content) {
            XmlElement root = xml(name, content);
            if (root == null) {
                return;
            }
            if (!DmnCheck.isDmn(root)) {
                findings.add(Rule.NOT_A_MODEL, name, "it is no DMN but '" + root.local() + "'");
                return;
            }
            if (!deployed && (isOfAnotherPlatform(name, root) || !new LimitCheck(name, findings).dmn(root))) {
                return;
            }
            if (!deployed) {
                new DmnCheck(name, platform, findings).check(root, content);
            }
            if (root.children("decision").findAny().isEmpty()) {
                findings.add(Rule.NOT_A_MODEL, name, "it has no decision");
            }
            root.children("decision").forEach(decision -> {
                once("decision " + decision.id(), name, decision.id(), decision);
                models.decisions().put(decision.id(), new ModelSet.Table(name, decision, content));
            });
        }

        private void once(String what, String file, String key, XmlElement place) {
            String other = seen.putIfAbsent(what, file);
            if (other != null) {
                if (place == null) {
                    findings.add(Rule.DUPLICATE_KEY, file, key, other);
                } else {
                    findings.add(Rule.DUPLICATE_KEY, file, place, key, other);
                }
            }
        }

        private XmlElement xml(String name, byte[] content) {
            try {
                return XmlReader.read(content);
            } catch (XmlReader.Unreadable e) {
                String said = Objects.toString(e.getMessage(), "");
                Rule rule = said.contains("DOCTYPE") ? Rule.DOCTYPE : Rule.XML;
                findings.add(new Finding(
                        rule,
                        name,
                        null,
                        null,
                        e.line(),
                        0,
                        RuleText.fill(rule.message(), said),
                        RuleText.fill(rule.fix())));
                return null;
            }
        }
    }
}
