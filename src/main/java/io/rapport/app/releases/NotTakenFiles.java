package io.rapport.app.releases;

import io.rapport.release.ReleaseFile;
import io.rapport.release.ReleaseFiles;
import io.rapport.release.ReleaseStart;
import io.rapport.release.Releases;
import java.util.ArrayList;
import java.util.List;

/** The files that come with the program and that what is live differs from. */
final class NotTakenFiles {

    /** More lines are read with a tool for it. */
    private static final int MOST_LINES = 60;

    private NotTakenFiles() {}

    /**
     * @param path of the shipped file
     * @param live the path of what is live instead; empty if nothing is
     * @param difference lines of what is live, with a minus before them, and of what is shipped, with a plus
     */
    record NotTaken(String path, String live, List<String> difference) {}

    static List<NotTaken> of(Releases releases, ReleaseStart start) {
        ReleaseFiles live = releases.latest(1).stream()
                .findFirst()
                .map(release -> releases.files(release.number()))
                .orElse(ReleaseFiles.of(List.of()));
        List<NotTaken> all = new ArrayList<>();
        start.notTaken()
                .forEach((file, path) -> all.add(new NotTaken(
                        file.path(),
                        path,
                        difference(live.at(path).map(ReleaseFile::text).orElse(""), file.text()))));
        return all;
    }

    /** What stands between the first and the last line that differ. */
    static List<String> difference(String live, String shipped) {
        List<String> before = live.lines().toList();
        List<String> after = shipped.lines().toList();
        int from = 0;
        while (from < Math.min(before.size(), after.size()) && before.get(from).equals(after.get(from))) {
            from++;
        }
        int back = 0;
        while (back < Math.min(before.size(), after.size()) - from
                && before.get(before.size() - 1 - back).equals(after.get(after.size() - 1 - back))) {
            back++;
        }
        List<String> lines = new ArrayList<>();
        before.subList(from, before.size() - back).forEach(line -> lines.add("- " + line));
        after.subList(from, after.size() - back).forEach(line -> lines.add("+ " + line));
        if (lines.size() > MOST_LINES) {
            int more = lines.size() - MOST_LINES;
            lines.subList(MOST_LINES, lines.size()).clear();
            lines.add("… " + more + " lines more");
        }
        return lines;
    }
}
