package io.rapport.inbox.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchemaException;
import io.rapport.inbox.EventTypes;
import io.rapport.release.Candidate;
import io.rapport.release.ReleaseFile;
import io.rapport.release.ReleaseFiles;
import io.rapport.release.ReleaseFinding;
import io.rapport.release.ReleaseFindings;
import io.rapport.release.ReleaseKind;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Event types as files of a release: any number of AsyncAPI documents, and the dates, schedules and segments that raise types
 * of their own. A type that was live stays, and its schema may only grow, so that events that were sent, or are about to be, stay
 * what they are.
 */
final class EventKind implements ReleaseKind<EventTypes> {

    static final String NAME = "event types";

    private static final String FOLDER = "processes/";
    private static final String SHIPPED = FOLDER + "events" + CatalogueFiles.ENDING;

    private final EventCatalogue catalogue;
    private final InstantSource time;

    EventKind(EventCatalogue catalogue, InstantSource time) {
        this.catalogue = catalogue;
        this.time = time;
    }

    /** Whether a file has event types, or dates or segments that raise some. */
    static boolean isEventFile(String path) {
        return path.startsWith(FOLDER) && path.endsWith(CatalogueFiles.ENDING)
                || path.equals(DatesFile.PATH)
                || path.equals(SegmentTypes.PATH);
    }

    /**
     * @param files of this kind
     * @param live whether they are live: then what can be used of them is, and {@link #read(ReleaseFiles, ReleaseFindings)} says
     *     what is wrong
     * @throws IllegalArgumentException if anything is wrong in files that are not live, naming each place with the fix; or if
     *     no catalogue can be made of them
     */
    static EventCatalogue read(ReleaseFiles files, boolean live, InstantSource time) {
        List<FileFault> faults = new ArrayList<>();
        CatalogueFiles read = CatalogueFiles.read(contents(files), faults);
        if (read == null || !live && !faults.isEmpty()) {
            throw new IllegalArgumentException("the event catalogue cannot be used: "
                    + (faults.isEmpty()
                            ? "there is no file processes/*.asyncapi.yaml"
                            : faults.stream().map(FileFault::toString).collect(Collectors.joining("\n", "\n", ""))));
        }
        return EventCatalogue.of(read, time);
    }

    /** The shipped file first: it says what the whole is called. */
    private static Map<String, byte[]> contents(ReleaseFiles files) {
        Map<String, byte[]> contents = new LinkedHashMap<>();
        files.at(SHIPPED).ifPresent(file -> contents.put(file.path(), file.bytes()));
        files.all().forEach(file -> contents.putIfAbsent(file.path(), file.bytes()));
        return contents;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Class<EventTypes> type() {
        return EventTypes.class;
    }

    @Override
    public boolean takes(String path) {
        return isEventFile(path);
    }

    @Override
    public Optional<String> place(ReleaseFile file, ReleaseFiles live) {
        String path = FOLDER + file.path();
        return isEventFile(path) ? Optional.of(path) : Optional.empty();
    }

    @Override
    public boolean onlyGrows(String path) {
        return path.endsWith(CatalogueFiles.ENDING);
    }

    @Override
    public EventTypes live() {
        return catalogue;
    }

    @Override
    public EventTypes read(ReleaseFiles files, ReleaseFindings findings) {
        long before = errors(findings);
        Map<String, byte[]> contents = contents(files);
        List<FileFault> faults = new ArrayList<>();
        CatalogueFiles read = CatalogueFiles.read(contents, faults);
        faults.forEach(fault -> findings.add(finding(true, fault)));
        if (read == null) {
            if (faults.isEmpty()) {
                findings.error(SHIPPED, "", "there is no file with event types", "release it again");
            }
            return null;
        }
        Map<String, JsonNode> documents = CatalogueFiles.documents(contents, new ArrayList<>());
        if (!isUsable(documents, contents, faults, findings)) {
            return null;
        }
        try {
            return EventCatalogue.of(read, time);
        } catch (IllegalArgumentException | JsonSchemaException e) {
            if (errors(findings) > before) {
                return null;
            }
            String said = e.getMessage();
            int fix = said.lastIndexOf("; ");
            FileFault of = placeOf(documents, nameIn(said));
            findings.add(finding(
                    true,
                    new FileFault(
                                    of.file(),
                                    of.place(),
                                    fix < 0 ? said : said.substring(0, fix),
                                    fix < 0 ? "correct the message" : said.substring(fix + 2))
                            .in(contents.get(of.file()))));
            return null;
        }
    }

    /** What is live already does not keep anything out: most of it can no longer be corrected. */
    private boolean isUsable(
            Map<String, JsonNode> documents,
            Map<String, byte[]> contents,
            List<FileFault> faults,
            ReleaseFindings findings) {
        Set<String> live = EventFilesCheck.of(Map.of(SHIPPED, catalogue.files().root())).stream()
                .map(EventFilesCheck.LeveledFault::identity)
                .collect(Collectors.toSet());
        boolean usable = true;
        for (EventFilesCheck.LeveledFault found : EventFilesCheck.of(documents)) {
            FileFault fault = found.fault();
            usable &= found.level() != EventFilesCheck.Level.UNUSABLE;
            if (faults.stream().noneMatch(said -> isWithin(fault, said))) {
                boolean error = found.level() != EventFilesCheck.Level.WARNING && !live.contains(found.identity());
                findings.add(finding(error, fault.in(contents.get(fault.file()))));
            }
        }
        return usable;
    }

    private static long errors(ReleaseFindings findings) {
        return findings.list().stream().filter(ReleaseFinding::error).count();
    }

    private static boolean isWithin(FileFault fault, FileFault said) {
        return !said.place().isEmpty()
                && fault.file().equals(said.file())
                && (fault.place() + ".").startsWith(said.place() + ".");
    }

    private static ReleaseFinding finding(boolean error, FileFault fault) {
        return new ReleaseFinding(
                error, fault.file(), fault.where(), fault.problem(), fault.fix(), "file", null, fault.line(), 0);
    }

    /** @return the name of the message that a sentence is about; empty if it is about none */
    private static String nameIn(String said) {
        int from = said.indexOf("message '");
        return from < 0 ? "" : said.substring(from + 9, said.indexOf('\'', from + 9));
    }

    /** @return file and place of a message, by its name or by the key under which it stands */
    private static FileFault placeOf(Map<String, JsonNode> documents, String name) {
        for (Map.Entry<String, JsonNode> document : documents.entrySet()) {
            for (Map.Entry<String, JsonNode> message :
                    document.getValue().at("/components/messages").properties()) {
                if (message.getValue().path("name").asText().equals(name)
                        || message.getKey().equals(name)) {
                    return new FileFault(document.getKey(), "components.messages." + message.getKey(), "", "");
                }
            }
        }
        return new FileFault(SHIPPED, "", "", "");
    }

    @Override
    public void check(Candidate candidate, ReleaseFindings findings) {
        EventCatalogue next = (EventCatalogue) candidate.content(EventTypes.class);
        if (next == catalogue) {
            return;
        }
        Map<String, JsonNode> documents =
                CatalogueFiles.documents(contents(candidate.files().only(EventKind::isEventFile)), new ArrayList<>());
        Map<String, JsonNode> before =
                CatalogueFiles.documents(contents(candidate.before().only(EventKind::isEventFile)), new ArrayList<>());
        for (SchemaGrowth.Fault fault :
                SchemaGrowth.faults(catalogue.files().root(), next.files().root())) {
            if (DateTypes.left(fault.type()) == null && SegmentTypes.left(fault.type()) == null) {
                findings.error(
                        fileOf(fault, before, documents),
                        // several types may refer to one schema, and it is said once
                        fault.declared().shared() ? fault.declared().place() : fault.type() + fault.place(),
                        fault.problem(),
                        "put it back as it was, and write what is new beside it or as a type of its own");
            }
        }
    }

    /** @return the file that declared what was taken back, and does not as it did */
    private static String fileOf(
            SchemaGrowth.Fault fault, Map<String, JsonNode> before, Map<String, JsonNode> documents) {
        // what is as it was, such as a field that is required now, is part of something that is not
        for (String at = fault.declared().pointer(); !at.isEmpty(); at = at.substring(0, at.lastIndexOf('/'))) {
            String pointer = at;
            Optional<String> file = before.entrySet().stream()
                    .filter(document -> {
                        JsonNode was = document.getValue().at(pointer);
                        JsonNode next = documents.get(document.getKey());
                        return !was.isMissingNode() && (next == null || !was.equals(next.at(pointer)));
                    })
                    .map(Map.Entry::getKey)
                    .findFirst();
            if (file.isPresent()) {
                return file.get();
            }
        }
        return placeOf(documents, fault.type()).file();
    }

    @Override
    public void use(EventTypes content, long release) {
        if (content != catalogue) {
            catalogue.use((EventCatalogue) content);
        }
    }
}
