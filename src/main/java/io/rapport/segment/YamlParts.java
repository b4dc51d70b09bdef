package io.rapport.segment;

import io.rapport.language.VisibleText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads the sections and values of a file, and gathers what is wrong in them. */
final class YamlParts {

    private static final int LONGEST_TEXT = 200;
    private static final int MOST_TEXTS = 100;

    private final List<SegmentFinding> findings = new ArrayList<>();
    private boolean understood = true;

    /** @return what was found so far */
    List<SegmentFinding> findings() {
        return List.copyOf(findings);
    }

    /** @return whether all that was found breaks rules alone, and leaves no doubt about what is meant */
    boolean isUnderstood() {
        return understood;
    }

    /** Something that cannot be understood, or not by this version of the program. */
    void fault(int line, String place, String problem, String fix) {
        understood = false;
        breach(line, place, problem, fix);
    }

    /** Something that cannot be understood, or not by this version of the program. */
    void fault(YamlPart at, String problem, String fix) {
        fault(at.line(), at.place(), problem, fix);
    }

    /** Something that breaks a rule, and whose meaning is clear: what is live already is used all the same. */
    void breach(int line, String place, String problem, String fix) {
        findings.add(new SegmentFinding(line, place, problem, fix));
    }

    /** Something that breaks a rule, and whose meaning is clear: what is live already is used all the same. */
    void breach(YamlPart at, String problem, String fix) {
        breach(at.line(), at.place(), problem, fix);
    }

    static boolean isEmpty(Node node) {
        return node instanceof ScalarNode scalar && scalar.getValue().isEmpty();
    }

    /** @return what stands beneath a part, by key; none if that is no mapping, which is said then */
    Map<String, YamlPart> entries(YamlPart of) {
        Map<String, YamlPart> entries = new LinkedHashMap<>();
        if (!(of.node() instanceof MappingNode mapping)) {
            fault(of, "it has no entries", "write them beneath it, indented by two spaces");
            return entries;
        }
        for (NodeTuple entry : mapping.getValue()) {
            int line = entry.getKeyNode().getStartMark().getLine() + 1;
            if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                fault(line, of.place(), "a key is no text", "write a name there");
                continue;
            }
            YamlPart part = of.child(key.getValue(), line, entry.getValueNode());
            if (entries.putIfAbsent(key.getValue(), part) != null) {
                fault(part, "the key '" + key.getValue() + "' stands twice", "keep one of them");
            }
        }
        return entries;
    }

    /** @return the known fields of a part, by name; others are said */
    Map<String, YamlPart> fields(YamlPart of, Set<String> known) {
        Map<String, YamlPart> found = entries(of);
        String all = String.join(", ", new TreeSet<>(known));
        found.forEach((name, part) -> {
            if (!known.contains(name)) {
                fault(part, "there is no such field", "use " + all + ", or delete it");
            }
        });
        found.keySet().retainAll(known);
        return found;
    }

    /** @return the single value of a part; {@code null} if it has none, which is said then */
    String scalar(YamlPart part, String fix) {
        if (part.node() instanceof ScalarNode scalar && !VisibleText.isBlank(scalar.getValue())) {
            String value = scalar.getValue().strip();
            if (value.length() <= LONGEST_TEXT) {
                return value;
            }
            breach(part, "it has more than " + LONGEST_TEXT + " characters", "shorten it");
            return value;
        }
        fault(part, part.node() instanceof ScalarNode ? "it is empty" : "it is no single value", fix);
        return null;
    }

    /** @return the value of a part, or the values of its list; those that are wrong are said and left out */
    Set<String> texts(YamlPart part, String fix) {
        Set<String> texts = new TreeSet<>();
        if (part.node() instanceof SequenceNode sequence) {
            int i = 0;
            for (Node node : sequence.getValue()) {
                String text = scalar(part.item(i++, node), fix);
                if (text != null) {
                    texts.add(text);
                }
            }
            if (sequence.getValue().isEmpty()) {
                fault(part, "it is empty", fix);
            } else if (sequence.getValue().size() > MOST_TEXTS) {
                breach(part, "it has more than " + MOST_TEXTS + " values", "leave some out");
            }
        } else {
            String text = scalar(part, fix);
            if (text != null) {
                texts.add(text);
            }
        }
        return texts;
    }
}
