package io.rapport.gate;

import io.rapport.gate.ModelFileReader.RunningFile;
import io.rapport.gate.RunningVersions.RunningVersion;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Applies the rules to the files of a deployment, each by itself and all together with what is deployed already. */
final class ModelChecks {

    /** Larger than a year's models of a company; what is larger takes the memory of all. */
    static final int MOST_BYTES = 5 * 1024 * 1024;

    /** More than a company has of models, tables and forms together. */
    static final int MOST_FILES = 200;

    /** What these find in a file keeps anyone from reading what stands in it. */
    private static final Set<Rule> SAY_NOTHING = EnumSet.of(
            Rule.FILE_EMPTY,
            Rule.ARCHIVE,
            Rule.XML,
            Rule.ENCODING,
            Rule.ENCODING_BYTES,
            Rule.DOCTYPE,
            Rule.DMN_VERSION,
            Rule.NOT_A_MODEL,
            Rule.FORM_JSON,
            Rule.NESTING);

    private final Platform platform;
    private final Supplier<CheckTime> limits;

    ModelChecks(Platform platform) {
        this(platform, CheckTime::begin);
    }

    /** @param limits how long the checks of a deployment may take, from when they begin */
    ModelChecks(Platform platform, Supplier<CheckTime> limits) {
        this.platform = platform;
        this.limits = limits;
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
        return check(tenant, files, () -> ModelFileReader.running(running));
    }

    /**
     * Checks a deployment.
     *
     * @param tenant the tenant that it names; null for none
     * @param files their contents by name
     * @param deployed what the newest definitions say, as {@link ModelFileReader#running} read it
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
     * @param deployed what the newest definitions say, as {@link ModelFileReader#running} read it
     * @return what was found, in the order of the files
     */
    List<Finding> check(Map<String, byte[]> files, ModelSet deployed) {
        Findings findings = new Findings();
        return check(files, findings, (read, limit) -> beside(read, deployed, limit, findings));
    }

    private void beside(ModelSet read, ModelSet deployed, CheckTime limit, Findings findings) {
        ModelSet all = read.over(deployed);
        together(read, deployed, all, limit, findings);
        others(deployed.without(read), deployed, platform, all, findings);
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
            if (findings.list().stream().map(Finding::rule).anyMatch(SAY_NOTHING::contains)) {
                // what hangs on such a file is not lost, and is checked when the file can be read
                return;
            }
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
        CheckTime limit = limits.get();
        try {
            ModelFileReader reader = new ModelFileReader(platform, findings, false);
            files.forEach((name, content) -> {
                limit.check();
                reader.file(name, content);
            });
            check.of(reader.models(), limit);
        } catch (CheckTime.Over e) {
            findings.add(Rule.CHECK_TIME, first, CheckTime.MOST.toSeconds());
        }
        return findings.list();
    }

    private static String first(Map<String, byte[]> files) {
        return files.keySet().stream().findFirst().orElse("");
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
        List<Finding> known = new ModelChecks(platformBefore, limits).acrossFiles(kept, before);
        found.stream().filter(finding -> !known.contains(finding)).forEach(findings::add);
    }

    /** @return what hangs on other files in what stays as it is */
    private List<Finding> acrossFiles(ModelSet kept, ModelSet all) {
        Findings found = new Findings();
        kept.processes().values().forEach(process -> {
            references(process, all, found);
            FlowCheck.events(process, platform, found);
        });
        kept.decisions().forEach((key, table) -> {
            new ContactPolicyCheck(key, table, platform, found).segments();
            ConditionCheck.ofOtherFiles(key, table, all, platform.today(), found);
        });
        return found.list();
    }

    private void references(ProcessModel process, ModelSet all, Findings findings) {
        readable(process.file(), findings, () -> {
            new ReferenceCheck(process, all, platform, findings).check();
            new VariableCheck(process, all, platform, findings).check();
            new FactWordsCheck(process, all, platform, findings).check();
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
}
