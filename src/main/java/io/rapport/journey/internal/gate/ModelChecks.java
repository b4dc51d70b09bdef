package io.rapport.journey.internal.gate;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Applies the rules to the files of a deployment. */
final class ModelChecks {

    /** Larger than a year's models of a company; what is larger takes the memory of all. */
    static final int MOST_BYTES = 5 * 1024 * 1024;

    private final Set<String> steps;

    /** @param steps names of the vocabulary's steps */
    ModelChecks(Set<String> steps) {
        this.steps = steps;
    }

    /**
     * Checks a deployment.
     *
     * @param tenant the tenant that it names; null for none
     * @param files their contents by name
     * @return what was found, in the order of the files
     */
    List<Finding> check(String tenant, Map<String, byte[]> files) {
        Findings findings = new Findings();
        if (tenant != null) {
            findings.add(Rule.TENANT, files.keySet().stream().findFirst().orElse(""), tenant);
        }
        long bytes =
                files.values().stream().mapToLong(content -> content.length).sum();
        if (bytes > MOST_BYTES) {
            findings.add(
                    Rule.FILE_SIZE,
                    files.keySet().stream().findFirst().orElse(""),
                    String.format(Locale.ROOT, "%.1f", bytes / 1024.0 / 1024.0),
                    MOST_BYTES / 1024 / 1024);
            return findings.list();
        }
        files.forEach((name, content) -> file(name, content, findings));
        return findings.list();
    }

    private void file(String name, byte[] content, Findings findings) {
        if (content.length == 0) {
            findings.add(Rule.FILE_EMPTY, name);
        } else if (FileKind.of(name) == FileKind.BPMN) {
            bpmn(name, content, findings);
        } else if (FileKind.of(name) == FileKind.DMN) {
            dmn(name, content, findings);
        } else if (FileKind.of(name) == FileKind.OTHER) {
            findings.add(Rule.FILE_KIND, name);
        }
    }

    private void bpmn(String name, byte[] content, Findings findings) {
        XmlElement root = xml(name, content, findings);
        if (root == null) {
            return;
        }
        if (!root.is("definitions")) {
            findings.add(Rule.NOT_A_MODEL, name, "it is no BPMN but '" + root.local() + "'");
            return;
        }
        new BpmnAllowList(name, findings).check(root);
        new StepCheck(name, steps, findings).check(root);
    }

    private void dmn(String name, byte[] content, Findings findings) {
        XmlElement root = xml(name, content, findings);
        if (root == null) {
            return;
        }
        if (!DmnCheck.isDmn(root)) {
            findings.add(Rule.NOT_A_MODEL, name, "it is no DMN but '" + root.local() + "'");
            return;
        }
        new DmnCheck(name, findings).check(root, content);
    }

    private static XmlElement xml(String name, byte[] content, Findings findings) {
        try {
            return XmlReader.read(content);
        } catch (XmlReader.Unreadable e) {
            boolean doctype = e.getMessage() != null && e.getMessage().contains("DOCTYPE");
            Rule rule = doctype ? Rule.DOCTYPE : Rule.XML;
            findings.add(new Finding(
                    rule,
                    name,
                    null,
                    null,
                    e.line(),
                    0,
                    Rule.fill(rule.message(), e.getMessage()),
                    Rule.fill(rule.fix())));
            return null;
        }
    }
}
