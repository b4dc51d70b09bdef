package io.rapport.gate;

import io.rapport.contactpolicy.PolicyTableCheck;
import io.rapport.journey.ModelReader;
import io.rapport.journey.table.ColumnType;
import io.rapport.journey.table.ContactTablesCheck;
import io.rapport.journey.table.FeelOnly;
import io.rapport.journey.table.FeelSyntax;
import io.rapport.journey.table.RelationshipTableReader;
import io.rapport.lifecycle.TableCompiler;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.dmn.engine.DmnEngine;

/** Checks one file of decisions by itself: its elements, its language, and that the engine can read it. */
final class DmnCheck {

    private static final Set<String> STANDARD = Set.of(
            "https://www.omg.org/spec/DMN/20191111/MODEL/",
            "http://www.omg.org/spec/DMN/20180521/MODEL/",
            "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
            "http://www.omg.org/spec/DMN/20151101/dmn11.xsd");

    /** Later versions: what may stand in them is not known here. */
    private static final Map<String, String> OTHER_VERSIONS = Map.of(
            "https://www.omg.org/spec/DMN/20211108/MODEL/", "1.4",
            "https://www.omg.org/spec/DMN/20230324/MODEL/", "1.5",
            "https://www.omg.org/spec/DMN/20240513/MODEL/", "1.6");

    private static final Set<String> HIT_POLICIES_NOT_EVALUATED = Set.of("PRIORITY", "OUTPUT ORDER");

    /** The drawing, and what the Modeler notes for itself. */
    private static final Set<String> DRAWING = Set.of(
            "https://www.omg.org/spec/DMN/20191111/DMNDI/",
            "http://www.omg.org/spec/DMN/20180521/DMNDI/",
            "http://www.omg.org/spec/DMN/20180521/DC/",
            "http://www.omg.org/spec/DMN/20180521/DI/",
            "http://bpmn.io/schema/dmn/biodi/1.0",
            "http://bpmn.io/schema/dmn/biodi/2.0",
            XmlElement.MODELER);

    private static final String CAMUNDA = "http://camunda.org/schema/1.0/dmn";

    private static final Set<String> ELEMENTS = Set.of(
            "definitions",
            "decision",
            "description",
            "variable",
            "informationRequirement",
            "authorityRequirement",
            "requiredDecision",
            "requiredInput",
            "requiredAuthority",
            "inputData",
            "knowledgeSource",
            "question",
            "allowedAnswers",
            "decisionTable",
            "input",
            "inputExpression",
            "inputValues",
            "output",
            "outputValues",
            "annotation",
            "annotationEntry",
            "rule",
            "inputEntry",
            "outputEntry",
            "literalExpression",
            "text",
            "textAnnotation",
            "association",
            "sourceRef",
            "targetRef",
            "extensionElements");

    private static final Set<String> ATTRIBUTES = Set.of(TimeToLive.ATTRIBUTE, "versionTag", "inputVariable");

    private static final DmnEngine ENGINE = FeelOnly.dmnEngine();

    private final String file;
    private final Platform platform;
    private final Findings findings;

    DmnCheck(String file, Platform platform, Findings findings) {
        this.file = file;
        this.platform = platform;
        this.findings = findings;
    }

    /** @return whether the file's standard is one that is read here */
    static boolean isDmn(XmlElement root) {
        return root.local().equals("definitions") && STANDARD.contains(root.namespace());
    }

    /** @return which version of DMN the file is written in, if it is one that is not read here */
    static Optional<String> otherVersion(XmlElement root) {
        return Optional.ofNullable(OTHER_VERSIONS.get(root.namespace()))
                .filter(version -> root.local().equals("definitions"));
    }

    void check(XmlElement definitions, byte[] bytes) {
        int before = findings.list().size();
        element(definitions);
        if (findings.list().size() == before) {
            definitions.children("decision").forEach(this::hitPolicy);
            definitions.children("decision").forEach(this::rows);
        }
        if (findings.list().size() == before) {
            read(bytes);
        }
        definitions
                .children("decision")
                .filter(decision -> !decision.has("decisionTable") && !decision.has("literalExpression"))
                .forEach(decision -> findings.add(Rule.DECISION_EMPTY, file, decision, decision.id()));
        if (findings.list().size() == before) {
            contactPolicy(definitions, bytes);
            relationship(definitions, bytes);
        }
        definitions.children("decision").forEach(this::types);
        definitions
                .children("decision")
                .forEach(decision -> TimeToLive.check(file, decision, timeToLive(decision), findings));
    }

    private static String timeToLive(XmlElement decision) {
        return decision.attributes().get(new XmlElement.Name(CAMUNDA, TimeToLive.ATTRIBUTE));
    }

    private void element(XmlElement element) {
        if (DRAWING.contains(element.namespace())) {
            return;
        }
        if (!element.namespace().equals(definitionsNamespace(element))) {
            findings.add(Rule.NAMESPACE, file, element, "'" + element.local() + "' is", element.namespace());
            return;
        }
        if (!ELEMENTS.contains(element.local())) {
            findings.add(Rule.ELEMENT, file, element, element.local());
            return;
        }
        element.attributes().forEach((name, value) -> attribute(element, name, value));
        switch (element.local()) {
            case "inputExpression", "outputEntry", "literalExpression" -> feel(element, false);
            case "inputEntry" -> feel(element, true);
            default -> {
                // nothing that is evaluated
            }
        }
        element.children().forEach(this::element);
    }

    private void hitPolicy(XmlElement decision) {
        decision.child("decisionTable").ifPresent(table -> {
            String policy = Objects.requireNonNullElse(table.attribute("hitPolicy"), "UNIQUE");
            String aggregation = table.attribute("aggregation");
            if (HIT_POLICIES_NOT_EVALUATED.contains(policy) || aggregation != null && !policy.equals("COLLECT")) {
                String said =
                        Stream.of(policy, aggregation).filter(Objects::nonNull).collect(Collectors.joining(" "));
                findings.add(Rule.TABLE_HIT_POLICY, file, table, decision.id(), said);
            }
        });
    }

    /** A row of an older table, or of another one, has a cell too few or too many. */
    private void rows(XmlElement decision) {
        XmlElement table = decision.child("decisionTable").orElse(null);
        if (table == null) {
            return;
        }
        List<String> inputs = table.children("input")
                .map(input ->
                        input.child("inputExpression").map(RuleTable::textOf).orElse(""))
                .toList();
        List<String> outputs = table.children("output")
                .map(output -> Objects.toString(output.attribute("name"), ""))
                .toList();
        int n = 0;
        for (XmlElement row : table.children("rule").toList()) {
            n++;
            long conditions = row.children("inputEntry").count();
            long answers = row.children("outputEntry").count();
            if (conditions != inputs.size() || answers != outputs.size()) {
                findings.add(
                        Rule.TABLE_ROW,
                        file,
                        row,
                        decision.id(),
                        n,
                        conditions,
                        answers,
                        inputs.size(),
                        outputs.size(),
                        Stream.concat(inputs.stream(), outputs.stream()).collect(Collectors.joining(", ")));
            }
        }
    }

    /** Of a type that it does not know, the engine makes nothing else of the values, and says so in its log alone. */
    private void types(XmlElement decision) {
        decision.child("decisionTable").ifPresent(table -> {
            table.children("input").forEach(input -> input.child("inputExpression")
                    .ifPresent(asked -> type(decision, asked, RuleTable.textOf(asked))));
            table.children("output").forEach(output -> type(decision, output, output.attribute("name")));
        });
    }

    private void type(XmlElement decision, XmlElement column, String name) {
        String type = Objects.toString(column.attribute("typeRef"), "");
        if (!type.isBlank() && ColumnType.of(type).isEmpty()) {
            findings.add(
                    Rule.TABLE_TYPE_UNKNOWN,
                    file,
                    column,
                    decision.id(),
                    Objects.toString(name, ""),
                    type,
                    String.join(", ", ColumnType.NAMES));
        }
    }

    private static String definitionsNamespace(XmlElement element) {
        XmlElement root = element;
        while (root.parent() != null) {
            root = root.parent();
        }
        return root.namespace();
    }

    private void attribute(XmlElement element, XmlElement.Name name, String value) {
        if (name.local().equals("expressionLanguage") || name.local().equals("typeLanguage")) {
            boolean types = name.local().equals("typeLanguage");
            if (!types && !value.isBlank() && !isFeel(value)) {
                findings.add(Rule.LANGUAGE, file, element, value, "write it in FEEL and leave the language empty");
            }
        } else if (name.namespace().equals(CAMUNDA)) {
            if (!ATTRIBUTES.contains(name.local())) {
                findings.add(Rule.ATTRIBUTE, file, element, name.local(), element.local());
            }
        } else if (name.local().endsWith("chemaLocation")) {
            findings.add(Rule.SCHEMA_LOCATION, file, element, value);
        }
    }

    private static boolean isFeel(String language) {
        String lower = language.toLowerCase(Locale.ROOT);
        return lower.equals("feel") || lower.contains("omg.org/spec/") && lower.contains("feel");
    }

    private void feel(XmlElement element, boolean test) {
        String text = element.child("text").map(XmlElement::text).orElse("");
        if (text.isEmpty() || text.equals("-")) {
            return;
        }
        fault(text, test).ifPresent(fault -> DecimalComma.withPoints(text)
                .filter(points -> fault(points, test).isEmpty())
                .ifPresentOrElse(
                        points -> findings.add(Rule.FEEL_COMMA, file, element, text, points),
                        () -> findings.add(Rule.FEEL, file, element, text, fault)));
    }

    private static Optional<String> fault(String text, boolean test) {
        return test ? FeelSyntax.faultOfTest(text) : FeelSyntax.faultOfExpression(text);
    }

    private void read(byte[] bytes) {
        try {
            ENGINE.parseDecisions(ModelReader.dmn(bytes));
        } catch (RuntimeException e) {
            findings.add(Rule.SCHEMA, file, cause(e));
        }
    }

    private void contactPolicy(XmlElement definitions, byte[] bytes) {
        for (PolicyTableCheck.TableFinding found : ContactTablesCheck.check(file, bytes, platform.contactPolicy())) {
            int fix = found.text().lastIndexOf("; ");
            XmlElement place = definitions.find(found.element());
            findings.add(
                    Rule.CONTACT_TABLE,
                    file,
                    place,
                    fix < 0 ? found.text() : found.text().substring(0, fix),
                    fix < 0 ? "fix the table" : found.text().substring(fix + 2));
        }
    }

    /** The tables about the relationship are compiled into bands, so that they can be evaluated for many customers at once. */
    private void relationship(XmlElement definitions, byte[] bytes) {
        RelationshipTableReader.read(bytes).forEach((kind, rows) -> TableCompiler.compile(kind, rows)
                .faults()
                .forEach(fault -> findings.add(
                        fault.error() ? Rule.RELATIONSHIP_TABLE : Rule.RELATIONSHIP_FLAPS,
                        file,
                        definitions.find(fault.element()),
                        fault.problem(),
                        fault.fix())));
    }

    /** @return the innermost message, which names the element */
    static String cause(Throwable failure) {
        String said = failure.getMessage();
        for (Throwable next = failure.getCause(); next != null; next = next.getCause()) {
            said = Objects.requireNonNullElse(next.getMessage(), said);
        }
        String text = Objects.toString(said, failure.toString()).strip();
        return text.replaceFirst("^Error: URI=null Line=(\\d+): (cvc-[a-z0-9.-]+: )?", "line $1: ");
    }
}
