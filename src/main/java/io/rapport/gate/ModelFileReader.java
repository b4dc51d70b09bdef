package io.rapport.gate;

import io.rapport.journey.ModelReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Reads models, tables and forms from files. Those of a deployment are checked, each by itself; what is deployed was checked
 * when it came, or is older than the gate, and is read as far as it can be.
 */
final class ModelFileReader {

    /** How the Modeler calls it. */
    private static final String CAMUNDA_8 = "Camunda Cloud";

    /** Every form that is drawn has it. */
    private static final String FORM_MARK = "\"components\"";

    private static final byte[] ARCHIVE = {'P', 'K', 3, 4};

    private final Platform platform;
    private final ModelSet models = ModelSet.empty();
    private final Map<String, String> seen = new LinkedHashMap<>();
    private final Findings findings;
    private final boolean deployed;

    /** @param deployed whether the files are deployed already, so that they are read and not checked */
    ModelFileReader(Platform platform, Findings findings, boolean deployed) {
        this.platform = platform;
        this.findings = findings;
        this.deployed = deployed;
    }

    /** @return what files say, read as far as they can be, and not checked */
    static ModelSet read(Platform platform, Map<String, byte[]> files) {
        ModelFileReader reader = new ModelFileReader(platform, new Findings(), true);
        files.forEach(reader::file);
        return reader.models();
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

    /** @return what the files say that were read */
    ModelSet models() {
        return models;
    }

    void file(String name, byte[] content) {
        if (deployed || new LimitCheck(name, findings).fileName()) {
            ModelChecks.readable(name, findings, () -> read(name, content));
        }
    }

    private void read(String name, byte[] content) {
        if (content.length == 0) {
            findings.add(Rule.FILE_EMPTY, name);
            return;
        }
        FileKind kind = FileKind.of(name);
        boolean xml = kind == FileKind.BPMN || kind == FileKind.DMN;
        // XML says itself what it is in
        if (!deployed && !xml && kind != FileKind.OTHER && !FileEncoding.isUtf8(content)) {
            findings.add(Rule.ENCODING_BYTES, name);
            return;
        }
        switch (kind) {
            case BPMN -> bpmn(name, content);
            case DMN -> dmn(name, content);
            case FORM -> {
                if (isAModel(name, content)) {
                    return;
                }
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

    /** @return which kind a file is by what it holds; {@code OTHER} if it is neither a process nor a table */
    private static FileKind held(XmlElement root) {
        if (DmnCheck.isDmn(root) || DmnCheck.otherVersion(root).isPresent()) {
            return FileKind.DMN;
        }
        return root.is("definitions") ? FileKind.BPMN : FileKind.OTHER;
    }

    /** Whether what is called a form is XML of a process or a table; says so. */
    private boolean isAModel(String name, byte[] content) {
        if (content[0] != '<') {
            return false;
        }
        try {
            return hasWrongEnding(name, held(XmlReader.read(content)));
        } catch (XmlReader.Unreadable damaged) {
            return false;
        }
    }

    /** Whether a file that is not what its name says is another kind that is deployed here; says so. */
    private boolean hasWrongEnding(String name, FileKind held) {
        if (held == FileKind.OTHER) {
            return false;
        }
        findings.add(Rule.WRONG_ENDING, name, held.words(), FileKind.of(name).words(), held.ending());
        return true;
    }

    private static boolean isForm(byte[] content) {
        return content[0] == '{' && new String(content, StandardCharsets.UTF_8).contains(FORM_MARK);
    }

    private void bpmn(String name, byte[] content) {
        XmlElement root = xml(name, content);
        if (root == null) {
            return;
        }
        if (!root.is("definitions")) {
            if (!hasWrongEnding(name, held(root))) {
                findings.add(Rule.NOT_A_MODEL, name, "it is no BPMN but '" + root.local() + "'");
            }
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
        Optional<String> version = DmnCheck.otherVersion(root);
        if (version.isPresent()) {
            findings.add(Rule.DMN_VERSION, name, version.get());
            return;
        }
        if (!DmnCheck.isDmn(root)) {
            if (!hasWrongEnding(name, held(root))) {
                findings.add(Rule.NOT_A_MODEL, name, "it is no DMN but '" + root.local() + "'");
            }
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

    private static boolean begins(byte[] content, byte[] with) {
        return content.length >= with.length && Arrays.equals(content, 0, with.length, with, 0, with.length);
    }

    private XmlElement xml(String name, byte[] content) {
        if (begins(content, ARCHIVE)) {
            findings.add(Rule.ARCHIVE, name);
            return null;
        }
        if (isForm(content) && hasWrongEnding(name, FileKind.FORM)) {
            return null;
        }
        if (content[0] > ' ' && content[0] != '<') {
            findings.add(Rule.XML, name, "it does not begin with <");
            return null;
        }
        try {
            XmlReader.XmlFile file = XmlReader.readFile(content);
            if (!deployed && !FileEncoding.isUtf8(content, file.encoding())) {
                findings.add(Rule.ENCODING, name, file.encoding());
                return null;
            }
            return file.root();
        } catch (XmlReader.OtherEncoding e) {
            findings.add(Rule.ENCODING, name, e.getMessage());
            return null;
        } catch (XmlReader.Unreadable e) {
            if (!FileEncoding.isUtf8(content)) {
                findings.add(Rule.ENCODING_BYTES, name);
                return null;
            }
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
