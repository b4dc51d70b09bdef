package io.rapport.inbox.internal;

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
import java.util.stream.Collectors;

/**
 * Event types as files of a release: any number of AsyncAPI documents, and the dates and schedules that raise types of their
 * own. A type that was live stays, and its schema may only grow, so that events that were sent, or are about to be, stay
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

    /** Whether a file has event types, or dates that raise some. */
    static boolean isEventFile(String path) {
        return path.startsWith(FOLDER) && path.endsWith(CatalogueFiles.ENDING) || path.equals(DatesFile.PATH);
    }

    /**
     * @param files of this kind
     * @throws IllegalArgumentException if anything is wrong in them, naming each place with the fix
     */
    static EventCatalogue read(ReleaseFiles files, InstantSource time) {
        List<FileFault> faults = new ArrayList<>();
        CatalogueFiles read = CatalogueFiles.read(contents(files), faults);
        if (read == null || !faults.isEmpty()) {
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
        List<FileFault> faults = new ArrayList<>();
        CatalogueFiles read = CatalogueFiles.read(contents(files), faults);
        faults.forEach(fault -> findings.add(new ReleaseFinding(
                true, fault.file(), fault.where(), fault.problem(), fault.fix(), "file", null, fault.line(), 0)));
        if (read == null) {
            if (faults.isEmpty()) {
                findings.error(SHIPPED, "", "there is no file with event types", "release it again");
            }
            return null;
        }
        try {
            return EventCatalogue.of(read, time);
        } catch (IllegalArgumentException e) {
            String said = e.getMessage();
            int fix = said.lastIndexOf("; ");
            findings.error(
                    fileOf(files, said),
                    "",
                    fix < 0 ? said : said.substring(0, fix),
                    fix < 0 ? "correct the message" : said.substring(fix + 2));
            return null;
        }
    }

    /** The file that has the message which a sentence names. */
    private static String fileOf(ReleaseFiles files, String said) {
        int from = said.indexOf("message '");
        if (from >= 0) {
            String name = said.substring(from + 9, said.indexOf('\'', from + 9));
            for (ReleaseFile file : files.all()) {
                if (file.text().contains("name: " + name + "\n")) {
                    return file.path();
                }
            }
        }
        return SHIPPED;
    }

    @Override
    public void check(Candidate candidate, ReleaseFindings findings) {
        EventCatalogue next = (EventCatalogue) candidate.content(EventTypes.class);
        if (next == catalogue) {
            return;
        }
        for (SchemaGrowth.Fault fault :
                SchemaGrowth.faults(catalogue.files().root(), next.files().root())) {
            if (!fault.type().startsWith("date.") && !fault.type().startsWith("schedule.")) {
                findings.error(
                        fileOf(candidate.files(), "message '" + fault.type() + "'"),
                        fault.type() + fault.place(),
                        fault.problem(),
                        "put it back as it was, and write what is new beside it or as a type of its own");
            }
        }
    }

    @Override
    public void use(EventTypes content, long release) {
        if (content != catalogue) {
            catalogue.use((EventCatalogue) content);
        }
    }
}
