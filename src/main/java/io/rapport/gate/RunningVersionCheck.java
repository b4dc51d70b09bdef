package io.rapport.gate;

import io.rapport.gate.RunningVersions.RunningVersion;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Checks that a release leaves the versions that instances go on by what they build upon. Their forms and the journeys that
 * they call are those that they were deployed with; tables and messages are the newest, and may have changed under them.
 */
final class RunningVersionCheck {

    /** The rules by which a version can lose what it needs, each with what to do for it. */
    private static final Map<Rule, String> LOST = Map.of(
            Rule.DECISION_INPUT,
            "have the table's input do without, such as: if region = null then \"none\" else region",
            Rule.EXPRESSION,
            "leave the table's output, beside what is new",
            Rule.EVENT_UNKNOWN,
            "leave the date or schedule that raises it",
            Rule.MESSAGE_UNKNOWN,
            "leave the message",
            Rule.MESSAGE_FOR_OTHERS,
            "leave the message as it is, and write a new one beside it");

    private final List<RunningVersion> versions;
    private final CheckTime limit;
    private final Findings findings;

    RunningVersionCheck(List<RunningVersion> versions, CheckTime limit, Findings findings) {
        this.versions = versions;
        this.limit = limit;
        this.findings = findings;
    }

    /**
     * Adds what a version lacks by the release and did not lack before.
     *
     * @param before the models that are live now
     * @param platformBefore what they build upon
     * @param next the models of the release
     * @param platform what versions build upon then, messages that stay for them included
     */
    void check(ModelSet before, Platform platformBefore, ModelSet next, Platform platform) {
        // a table that leaves a release stays in the engine for who asks it
        ModelSet tables = next.over(before);
        List<Finding> others = findings.list();
        for (RunningVersion version : versions) {
            limit.check();
            List<Finding> known = found(version, before, platformBefore);
            found(version, tables, platform).stream()
                    .filter(finding -> LOST.containsKey(finding.rule()) && !known.contains(finding))
                    // said of the version that is live
                    .filter(finding -> others.stream().noneMatch(other -> isSame(finding, other)))
                    .forEach(finding -> add(version, finding));
        }
    }

    private static List<Finding> found(RunningVersion version, ModelSet tables, Platform platform) {
        ModelSet models = version.models().withTablesOf(tables);
        Findings found = new Findings();
        ModelChecks.readable(version.process().file(), found, () -> {
            new ReferenceCheck(version.process(), models, platform, found).check();
            new VariableCheck(version.process(), models, platform, found).check();
            FlowCheck.events(version.process(), platform, found);
        });
        Set<String> starts =
                version.process().starts().stream().map(XmlElement::id).collect(Collectors.toSet());
        // it starts no more
        return found.list().stream()
                .filter(finding -> !starts.contains(finding.element()))
                .toList();
    }

    private static boolean isSame(Finding finding, Finding other) {
        return finding.rule() == other.rule()
                && finding.file().equals(other.file())
                && finding.problem().equals(other.problem());
    }

    private void add(RunningVersion version, Finding finding) {
        Rule rule = Rule.RUNNING_VERSION;
        findings.add(new Finding(
                rule,
                finding.file(),
                finding.element(),
                finding.name(),
                finding.line(),
                finding.column(),
                RuleText.fill(rule.message(), version.number(), finding.problem()),
                RuleText.fill(rule.fix(), LOST.get(finding.rule()))));
    }
}
