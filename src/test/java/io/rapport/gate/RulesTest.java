package io.rapport.gate;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The table of rules is what the documents and the files of models say it is")
class RulesTest {

    private static final Path DOCUMENT = Path.of("docs/model-rules.md");
    private static final Path MODELS = Path.of("src/test/resources/models");

    /** Shown by tests of their own: they need more than one file, or a large one. */
    private static final Set<String> ELSEWHERE = Set.of(
            "file-size", // DeploymentOverRestTest.noneAndTooMuch
            "activation-time", // DeploymentOverRestTest.fields
            "engine", // DeploymentOverRestTest.refused
            "files-none", // DeploymentOverRestTest.noneAndTooMuch
            "parts-unreadable", // DeploymentOverRestTest.fileNames
            "file-name", // DeploymentOverRestTest.fileNames
            "file-count", // GateTest.manyFiles
            "check-time", // GateTest.longChecks
            "running-version", // ReleasesUnderWayTest
            "other-process-file", // GateTest.journeyFromAnotherFile
            "starts-never", // GateTest.startsByAnOutcome
            "replaces", // DeploymentOverRestTest.replaced, ReplacementTest
            "no-starter", // ReplacementTest
            "contact-level", // GateTest.levelsOfThePolicy
            "table-past", // GateTest.pastDays
            "table-excludes", // GateTest.wordsThatNeverCome
            "table-day", // GateTest.warnedOf
            "table-null", // GateTest.warnedOf
            "table-rank", // GateTest.oneRankForALevel
            "table-same-rank", // GateTest.oneLevelForARank
            "message-language", // GateTest.aLanguageMissing
            "text-file", // TextCheckTest, as those below
            "text-owner",
            "text-language",
            "text-missing",
            "text-unknown",
            "text-english");

    @Test
    @DisplayName("docs/model-rules.md lists each rule; -Dmodels.renew=true writes it anew")
    void document() throws IOException {
        StringBuilder text = new StringBuilder(
                """
                # Rules for models
                Every deployment is held against these rules, whether it comes from the Modeler, over REST or at the start ([why](adr/0029-one-gate-for-deployments.md)). An **error** keeps all of it out, and what is in force stays; a **warning** stands in the answer. Each finding names file, element, what is wrong and how to fix it. `{0}`, `{1}` stand for what was found.

                This page is written from the table of rules in the code (`io.rapport.gate.Rule`).
                """);
        for (Rule.Scope scope : Rule.Scope.values()) {
            text.append("\n## ")
                    .append(scope.title())
                    .append("\n| rule | | what is wrong | what to do |\n|---|---|---|---|\n");
            Arrays.stream(Rule.values())
                    .filter(rule -> rule.scope() == scope)
                    .forEach(rule -> text.append("| `%s` | %s | %s | %s |%n"
                            .formatted(
                                    rule.id(),
                                    rule.severity().name().toLowerCase(java.util.Locale.ROOT),
                                    cell(rule.message()),
                                    cell(rule.fix()))));
        }
        text.append(
                """

                ## Files of a release that are no models
                | rule | | what is wrong | what to do |
                |---|---|---|---|
                | `file` | error or warning | what the file cannot be, or what it takes away: an event type or a field that is gone, a date without its hour, a file that two paths claim, something under way that loses what it needs. The finding says it, with the line where there is one | what the finding says |
                | `staff` | error or warning | a queue, group, skill or member of `processes/staff.yaml` that cannot be so, or that only an administrator may change ([keys](designers.md#queues-and-people)) | what the finding says |
                | `segment` | error or warning | a segment of `processes/segments.yaml` that cannot be so: a name, title or condition that is none, or one that builds on itself; a warning where it names a topic, survey or attribute that nothing declares ([conditions](segments.md)) | what the finding says |
                | `leaves` | warning | a queue, group or member of `processes/staff.yaml` that leaves, or a membership or lead that is taken away; a queue that is retired says with how many open tasks. A segment that leaves | put it back in the file if that is not meant |
                | `moves` | warning | customers would move by a changed table of tier, stage or loyalty levels, or by changed conditions of a segment: said in a preview, where the author is asked first, and in the warnings of what a person releases, by a command, the Modeler or a page | release it if that is meant |

                ## What a model may name
                - **Steps** as delegate expressions, such as `${sendMessage}`; the Modeler offers them as templates.
                - **Facts** with their questions, such as `${customerFacts.ordered(customerId)}`.
                - **Variables** that are declared: the ids of what events name (`customerId`, `orderId` …), what the events that the process starts on or catches mark as journey variables, the answers of its forms (numbers, checkboxes, choices and dates; never texts), what steps and decisions set, outputs and mappings, what a caller hands over, loop counters, and whatever the process lists in its extension property `variables`, separated by commas. One that is not set is null.
                - **Extension properties of a process**: `about` and `owner`, `reentry` (`once`, `while-not-running`, `after P90D`), `replaces` (the event type or kind that a new version gives up on purpose, or the file that it came from before), `startable-by-staff` (`true`: staff may start it from a customer's page; they fill in the fields of the event that starts it), `starts-within` (`P14D`, `PT10H`: what happened longer ago starts nothing), `takes-over-from` (for a part of another journey that becomes one of its own: the keys of the journeys whose instances of the time before do that part themselves, and for which this one does not start), `variables`.

                ## A company's own processes
                With `rapport.engine.foreign-models=true` processes are taken that are no journeys: no message starts them and they have no `about`. They keep all rules on code, references and variables; anyone who starts them hands over what they list in `variables`. External tasks need their topics in `rapport.engine.external-topics`.
                """);
        if (Boolean.getBoolean("models.renew")) {
            Files.writeString(DOCUMENT, text);
        }
        assertThat(Files.readString(DOCUMENT)).isEqualTo(text.toString());
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }

    @Test
    @DisplayName("Each rule is shown by a file that does not keep it")
    void shown() throws IOException {
        Set<String> shown = new TreeSet<>(ELSEWHERE);
        Pattern rule = Pattern.compile("(?m)^(?:ERROR|WARNING) ([a-z-]+),");
        try (Stream<Path> all = Files.walk(MODELS)) {
            for (Path file : all.filter(path -> path.toString().endsWith(".expected.txt"))
                    .toList()) {
                Matcher found = rule.matcher(Files.readString(file));
                while (found.find()) {
                    shown.add(found.group(1));
                }
            }
        }
        assertThat(shown)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Rule.values()).map(Rule::id).collect(toSet()));
    }

    @Test
    @DisplayName("No two rules have the same name")
    void names() {
        assertThat(Rule.values()).extracting(Rule::id).doesNotHaveDuplicates();
    }
}
