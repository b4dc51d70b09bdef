package io.rapport.gate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.ParseException;
import org.camunda.bpm.engine.Problem;
import org.camunda.bpm.engine.ResourceReport;
import org.camunda.bpm.engine.impl.bpmn.parser.ResourceReportImpl;

/**
 * A deployment does not pass the gate, and nothing of it is deployed. The message has a line for each finding, since the
 * Modeler shows the message alone.
 */
public final class DeploymentRefused extends ParseException {

    private static final long serialVersionUID = 1L;

    private final transient List<Finding> findings;

    DeploymentRefused(List<Finding> findings) {
        super(message(findings), findings.get(0).file(), List.of(), List.of());
        this.findings = List.copyOf(findings);
        this.resorceReports = reports(findings);
    }

    /** @return errors and warnings, in the order of the files */
    public List<Finding> findings() {
        return findings;
    }

    private static String message(List<Finding> findings) {
        List<String> lines = new ArrayList<>();
        long errors = findings.stream().filter(Finding::isError).count();
        lines.add("Nothing is deployed: " + (errors == 1 ? "one thing is" : errors + " things are") + " to fix.");
        findings.stream().filter(Finding::isError).map(Finding::text).forEach(lines::add);
        findings.stream()
                .filter(finding -> !finding.isError())
                .map(finding -> "Warning: " + finding.text())
                .forEach(lines::add);
        return String.join("\n", lines);
    }

    private static List<ResourceReport> reports(List<Finding> findings) {
        Map<String, List<Finding>> byFile = findings.stream()
                .collect(Collectors.groupingBy(Finding::file, LinkedHashMap::new, Collectors.toList()));
        List<ResourceReport> reports = new ArrayList<>();
        byFile.forEach((file, found) -> reports.add(new ResourceReportImpl(
                file,
                found.stream().filter(Finding::isError).map(FoundProblem::of).toList(),
                found.stream()
                        .filter(finding -> !finding.isError())
                        .map(FoundProblem::of)
                        .toList())));
        return reports;
    }

    /** A finding as the engine's own exceptions carry it. */
    private record FoundProblem(Finding finding) implements Problem {

        static Problem of(Finding finding) {
            return new FoundProblem(finding);
        }

        @Override
        public String getMessage() {
            return finding.problem() + ". " + finding.fix();
        }

        @Override
        public int getLine() {
            return finding.line();
        }

        @Override
        public int getColumn() {
            return finding.column();
        }

        @Override
        public String getMainElementId() {
            return finding.element();
        }

        @Override
        public List<String> getElementIds() {
            return finding.element() == null ? List.of() : List.of(finding.element());
        }
    }
}
