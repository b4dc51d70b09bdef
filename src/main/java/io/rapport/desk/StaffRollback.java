package io.rapport.desk;

import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;

/**
 * Puts an earlier {@code processes/staff.yaml} together with who is who now, for somebody who may change the one and not the
 * other: queues and skills are the earlier ones; groups, members, and who leads a queue stay as they are live. A queue or
 * skill that these still name stays with them. Comments stay where they stood.
 */
final class StaffRollback {

    private static final String QUEUES = "queues";
    private static final String SKILLS = "skills";
    private static final String LEAD = "lead";

    private StaffRollback() {}

    /**
     * What came of it.
     *
     * @param content the file
     * @param stayed ids of live queues that the earlier file does not have, and that members or leads name
     */
    record Merged(byte[] content, Set<String> stayed) {}

    /**
     * @param earlier content of the earlier file
     * @param live content of the one that is live
     * @return the file in between; empty if the two do not go together, as where one has a queue by the name of a group of the
     *     other
     */
    static Optional<Merged> merge(byte[] earlier, byte[] live) {
        Yaml yaml = yaml();
        if (!(yaml.compose(text(earlier)) instanceof MappingNode result)
                || !(yaml.compose(text(live)) instanceof MappingNode now)) {
            return Optional.empty();
        }
        StaffFile people = StaffFileReader.read(StaffFile.PATH, live).staff();
        for (String section : List.of("groups", "members")) {
            put(result, section, value(now, section));
        }
        Set<String> stayed = queues(section(result, QUEUES), section(now, QUEUES), people);
        skills(section(result, SKILLS), section(now, SKILLS), people);
        StringWriter written = new StringWriter();
        yaml.serialize(result, written);
        byte[] content = written.toString().getBytes(StandardCharsets.UTF_8);
        StaffFileReader.Read read = StaffFileReader.read(StaffFile.PATH, content);
        boolean fits = read.findings().stream().noneMatch(StaffFinding::isError)
                && read.staff().reservedChanges(people).isEmpty();
        return fits ? Optional.of(new Merged(content, stayed)) : Optional.empty();
    }

    private static Yaml yaml() {
        LoaderOptions reading = new LoaderOptions();
        reading.setProcessComments(true);
        DumperOptions writing = new DumperOptions();
        writing.setProcessComments(true);
        writing.setAllowUnicode(true);
        writing.setSplitLines(false);
        writing.setWidth(200);
        return new Yaml(new SafeConstructor(reading), new Representer(writing), writing, reading);
    }

    private static StringReader text(byte[] content) {
        return new StringReader(new String(content, StandardCharsets.UTF_8));
    }

    private static Set<String> queues(MappingNode queues, MappingNode now, StaffFile people) {
        for (NodeTuple queue : List.copyOf(queues.getValue())) {
            if (queue.getValueNode() instanceof MappingNode content) {
                put(content, LEAD, value(now, key(queue)) instanceof MappingNode live ? value(live, LEAD) : null);
            }
        }
        Deque<String> named = new ArrayDeque<>();
        people.members().values().forEach(member -> named.addAll(member.groups()));
        people.queues().forEach((id, queue) -> {
            if (has(queues, id) && queue.lead() != null) {
                named.add(queue.lead());
            }
        });
        Set<String> stayed = new TreeSet<>();
        while (!named.isEmpty()) {
            String id = named.poll();
            StaffQueue queue = people.queues().get(id);
            if (queue == null || has(queues, id) || !(value(now, id) instanceof MappingNode content)) {
                continue;
            }
            // what it got by messages may be gone with them
            put(content, "notices", null);
            put(queues, id, content);
            stayed.add(id);
            if (queue.lead() != null) {
                named.add(queue.lead());
            }
        }
        return stayed;
    }

    private static void skills(MappingNode skills, MappingNode now, StaffFile people) {
        for (StaffPerson member : people.members().values()) {
            for (Map.Entry<SkillKind, List<String>> kind : member.skills().entrySet()) {
                String key = kind.getKey().key();
                MappingNode known = section(skills, key);
                for (String skill : kind.getValue()) {
                    if (!has(known, skill)) {
                        put(known, skill, value(section(now, key), skill));
                    }
                }
            }
        }
    }

    // nodes

    private static String key(NodeTuple entry) {
        return entry.getKeyNode() instanceof ScalarNode key ? key.getValue() : "";
    }

    private static boolean has(MappingNode mapping, String key) {
        return value(mapping, key) != null;
    }

    private static Node value(MappingNode mapping, String key) {
        return mapping.getValue().stream()
                .filter(entry -> key(entry).equals(key))
                .map(NodeTuple::getValueNode)
                .findFirst()
                .orElse(null);
    }

    /** @return the mapping beneath a key; one that is put there where there is none */
    private static MappingNode section(MappingNode mapping, String key) {
        if (value(mapping, key) instanceof MappingNode section) {
            return section;
        }
        MappingNode section = new MappingNode(Tag.MAP, new ArrayList<>(), DumperOptions.FlowStyle.BLOCK);
        put(mapping, key, section);
        return section;
    }

    /** Puts a value at a key, in its place if the key is there; takes the key away for null. */
    private static void put(MappingNode mapping, String key, Node value) {
        List<NodeTuple> entries = new ArrayList<>(mapping.getValue());
        int at = 0;
        while (at < entries.size() && !key(entries.get(at)).equals(key)) {
            at++;
        }
        if (at < entries.size()) {
            NodeTuple before = entries.remove(at);
            if (value != null) {
                entries.add(at, new NodeTuple(before.getKeyNode(), value));
            }
        } else if (value != null) {
            entries.add(
                    new NodeTuple(new ScalarNode(Tag.STR, key, null, null, DumperOptions.ScalarStyle.PLAIN), value));
        }
        mapping.setValue(entries);
    }
}
