package io.rapport.release;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Makes the next set of files out of the one that is live. */
final class ReleaseEdit {

    private final ReleaseKinds kinds;
    private final ReleaseFiles live;
    private final ReleaseFindings findings;
    private final Map<String, ReleaseFile> next = new TreeMap<>();
    private final Map<String, String> given = new TreeMap<>();

    ReleaseEdit(ReleaseKinds kinds, ReleaseFiles live, ReleaseFindings findings) {
        this.kinds = kinds;
        this.live = live;
        this.findings = findings;
        live.all().forEach(file -> next.put(file.path(), file));
    }

    /** Puts files in the place of those that they are another version of, wherever these lie. */
    void put(Collection<ReleaseFile> files) {
        files.forEach(this::put);
    }

    /** Puts those of the files that are of a kind; others, such as notes, may lie beside them. */
    void putKnown(Collection<ReleaseFile> files) {
        put(files.stream().filter(file -> kinds.of(file.path()).isPresent()).toList());
    }

    /** Lets a file go, if it is there. */
    void drop(String path) {
        next.remove(path);
    }

    private void put(ReleaseFile sent) {
        ReleaseFile file = placed(sent);
        if (file == null) {
            return;
        }
        Set<String> ids = new TreeSet<>(kinds.ids(file));
        for (String id : ids) {
            String other = given.put(id, sent.path());
            if (other != null && !other.equals(sent.path())) {
                findings.error(
                        sent.path(),
                        "",
                        "it is '" + id + "', and so is " + other,
                        "send one of the two, or rename one");
                return;
            }
        }
        List<ReleaseFile> replaced = next.values().stream()
                .filter(before -> !Collections.disjoint(kinds.ids(before), ids))
                .toList();
        String path = path(file, replaced);
        ReleaseFile there = next.get(path);
        // what says nothing of itself is damaged or no such file: its kind says so, best where it was meant to go
        boolean isNamed = !ids.equals(Set.of(file.path()));
        if (there != null && !there.retired() && !replaced.contains(there) && isNamed) {
            findings.error(
                    sent.path(),
                    "",
                    path + " is '" + String.join("', '", new TreeSet<>(kinds.ids(there))) + "', and this file is '"
                            + String.join("', '", ids) + "'",
                    "give the file a name of its own, or retire the other one first");
            return;
        }
        for (ReleaseFile before : replaced) {
            Set<String> lost = new TreeSet<>(kinds.ids(before));
            lost.removeAll(ids);
            if (!lost.isEmpty() && !before.retired()) {
                findings.error(
                        sent.path(),
                        "",
                        "it takes the place of " + before.path() + ", and lacks '" + String.join("', '", lost)
                                + "', which stands there",
                        "put it in, or send it in a file of its own, too");
            }
            next.remove(before.path());
        }
        next.put(path, file.at(path).asCurrent());
    }

    /**
     * The Modeler sends a file without its folder. Another name is another file: whether it may take the place of what stands
     * in one is for the kind to say, since a copy whose id was left as it was would do so, too.
     */
    private static String path(ReleaseFile file, List<ReleaseFile> replaced) {
        if (replaced.stream().anyMatch(before -> before.path().equals(file.path()))) {
            return file.path();
        }
        return replaced.stream()
                .map(ReleaseFile::path)
                .filter(path -> name(path).equals(name(file.path())))
                .findFirst()
                .orElse(file.path());
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private ReleaseFile placed(ReleaseFile sent) {
        if (kinds.of(sent.path()).isPresent()) {
            return sent;
        }
        if (!sent.path().contains("/")) {
            for (ReleaseKind<?> kind : kinds.all()) {
                Optional<String> place = kind.place(sent, live);
                if (place.isPresent()) {
                    return sent.at(place.get());
                }
            }
            if (sent.path().endsWith(".mjml")
                    || sent.path().equals("message.yaml")
                    || sent.path().endsWith(".txt")) {
                findings.error(
                        sent.path(),
                        "",
                        "a file of a message belongs to the message's folder, and the Modeler sends the name alone",
                        "deploy the folder above messages/: java -jar rapport.jar deploy DIR --server URL --user NAME"
                                + " --message WHY");
                return null;
            }
        }
        findings.error(
                sent.path(),
                "",
                "no kind of file of a release is called so",
                "leave it out, or give it the name and the folder of its kind: models, tables, *.asyncapi.yaml, staff.yaml,"
                        + " dates.yaml and segments.yaml in processes/, forms in forms/, messages in folders of messages/");
        return null;
    }

    /**
     * Lets what is named go.
     *
     * @param keys such as {@code onboarding}, {@code process onboarding} or {@code message welcome}
     */
    void retire(Collection<String> keys) {
        for (String key : keys) {
            Map<String, Set<ReleaseFile>> byWord = new TreeMap<>();
            for (ReleaseFile file : live.current()) {
                for (String id : kinds.ids(file)) {
                    if (isNamed(id, key.strip())) {
                        byWord.computeIfAbsent(
                                        id.substring(0, Math.max(0, id.indexOf(' '))), word -> new LinkedHashSet<>())
                                .add(file);
                    }
                }
            }
            if (byWord.isEmpty()) {
                findings.error(
                        key,
                        "",
                        "nothing that is live has this name",
                        "name what goes as the command 'releases live' lists it, such as \"process onboarding\", or a"
                                + " message by its folder, \"message welcome\"");
            } else if (byWord.size() > 1) {
                findings.error(
                        key,
                        "",
                        "several things have this name",
                        "say which: "
                                + byWord.keySet().stream()
                                        .map(word -> word + " " + key)
                                        .collect(Collectors.joining(", ")));
            } else {
                byWord.values().iterator().next().forEach(file -> retire(file, key.strip()));
            }
        }
    }

    private void retire(ReleaseFile file, String key) {
        if (grows(file)) {
            findings.error(key, "", file.path() + " never goes", "leave it; what is in it may only grow");
            return;
        }
        List<String> others = kinds.ids(file).stream()
                .filter(id -> !isNamed(id, key))
                .sorted()
                .toList();
        if (others.isEmpty()) {
            next.remove(file.path());
        } else {
            findings.error(
                    key,
                    "",
                    "it stands in " + file.path() + " together with '" + String.join("', '", others) + "'",
                    "name these, too, or release the file without it");
        }
    }

    private static boolean isNamed(String id, String key) {
        String name = id.substring(id.indexOf(' ') + 1);
        return id.equals(key) || name.equals(key) || id.startsWith(key + "/") || name.startsWith(key + "/");
    }

    /**
     * Has what is live and not among the files go, or be as it is shipped. What is shipped and is not live stays gone: somebody
     * let it go by its name.
     *
     * @param files that were put
     * @param shipped the files of the program
     */
    void prune(Collection<ReleaseFile> files, Collection<ReleaseFile> shipped) {
        Set<String> kept = files.stream().map(ReleaseFile::path).collect(Collectors.toSet());
        Set<String> ids =
                files.stream().flatMap(file -> kinds.ids(file).stream()).collect(Collectors.toSet());
        for (ReleaseFile file : live.current()) {
            if (grows(file) || kept.contains(file.path()) || !Collections.disjoint(kinds.ids(file), ids)) {
                continue;
            }
            next.remove(file.path());
            shipped.stream()
                    .filter(own ->
                            own.path().equals(file.path()) || !Collections.disjoint(kinds.ids(own), kinds.ids(file)))
                    .filter(own -> Collections.disjoint(kinds.ids(own), ids))
                    .forEach(own -> next.putIfAbsent(own.path(), own.asCurrent()));
        }
    }

    /** Takes the files of an earlier release, but for those that only grow, and what its author may not bring back. */
    void again(ReleaseFiles earlier, Author author) {
        next.values().removeIf(file -> !grows(file));
        ReleaseFiles current = ReleaseFiles.of(earlier.current());
        current.only(path -> kinds.of(path).isEmpty()).all().forEach(file -> next.put(file.path(), file));
        for (ReleaseKind<?> kind : kinds.all()) {
            kind.again(current.only(kind::takes), live.only(kind::takes), author, findings).all().stream()
                    .filter(file -> !grows(file))
                    .forEach(file -> next.put(file.path(), file.asCurrent()));
        }
    }

    private boolean grows(ReleaseFile file) {
        return kinds.of(file.path()).map(kind -> kind.onlyGrows(file.path())).orElse(false);
    }

    /**
     * @param asked ids of what is still in use by what is under way; asked for only where something leaves
     * @return the set; what leaves and is needed stays, retired, and what was retired and is needed no longer goes
     */
    ReleaseFiles result(Supplier<Set<String>> asked) {
        boolean any = live.all().stream().anyMatch(file -> file.retired() || !next.containsKey(file.path()));
        Set<String> needed = any ? asked.get() : Set.of();
        List<ReleaseFile> files = new ArrayList<>();
        for (ReleaseFile file : next.values()) {
            if (!file.retired() || isNeeded(file, needed)) {
                files.add(file);
            }
        }
        for (ReleaseFile before : live.all()) {
            if (next.containsKey(before.path()) || !isNeeded(before, needed)) {
                continue;
            }
            boolean replaced =
                    next.values().stream().anyMatch(file -> !Collections.disjoint(kinds.ids(file), kinds.ids(before)));
            if (!replaced) {
                files.add(before.asRetired());
            }
        }
        return ReleaseFiles.of(files);
    }

    private boolean isNeeded(ReleaseFile file, Set<String> needed) {
        return kinds.ids(file).stream()
                .anyMatch(id -> needed.stream().anyMatch(need -> id.equals(need) || id.startsWith(need + "/")));
    }
}
