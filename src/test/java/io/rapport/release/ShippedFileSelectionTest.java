package io.rapport.release;

import static io.rapport.release.KindsOfTests.file;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("At a start, a file that comes with the program")
class ShippedFileSelectionTest {

    private static final String PATH = "processes/a.thing";
    private static final ReleaseFile FIRST = file(PATH, "#a", "first");
    private static final ReleaseFile SECOND = file(PATH, "#a", "second");
    private static final ReleaseFile CHANGED = file(PATH, "#a", "somebody's");

    private final ReleaseKinds kinds = KindsOfTests.kinds();
    private final Set<String> everLive = new HashSet<>();

    /** @param before what an earlier jar brought; null for nothing */
    private ShippedFileSelection selection(ReleaseFile shipped, ReleaseFile before, ReleaseFile... live) {
        return ShippedFileSelection.of(
                Map.of(Release.JAR, List.of(shipped)),
                Map.of(Release.JAR, before == null ? Map.of() : Map.of(PATH, Set.of(before.hash()))),
                ReleaseFiles.of(List.of(live)),
                kinds::ids,
                (file, ids) -> everLive.contains(file.hash()));
    }

    @Test
    @DisplayName("is taken where nothing was ever there")
    void first() {
        assertThat(selection(FIRST, null).taken()).containsExactly(FIRST);
    }

    @Test
    @DisplayName("is taken where what is live is what an earlier program brought")
    void upgrade() {
        everLive.add(FIRST.hash());
        assertThat(selection(SECOND, FIRST, FIRST).taken()).containsExactly(SECOND);
    }

    @Test
    @DisplayName("is left where it is live already")
    void same() {
        ShippedFileSelection selection = selection(FIRST, FIRST, FIRST);
        assertThat(selection.taken()).isEmpty();
        assertThat(selection.kept()).isEmpty();
    }

    @Test
    @DisplayName("is left, and told of, where somebody changed what is live")
    void changed() {
        ShippedFileSelection selection = selection(SECOND, FIRST, CHANGED);
        assertThat(selection.taken()).isEmpty();
        assertThat(selection.kept()).containsExactly(new ShippedFileSelection.Kept(Release.JAR, SECOND, PATH));
    }

    @Test
    @DisplayName("is left where it was live before: an older program that starts beside a newer one takes nothing back")
    void olderBesideNewer() {
        everLive.addAll(List.of(FIRST.hash(), SECOND.hash()));
        assertThat(selection(FIRST, SECOND, SECOND).taken()).isEmpty();
    }

    @Test
    @DisplayName("is left where somebody let the thing go")
    void letGo() {
        everLive.add(FIRST.hash());
        ShippedFileSelection selection = selection(SECOND, FIRST);
        assertThat(selection.taken()).isEmpty();
        assertThat(selection.kept()).containsExactly(new ShippedFileSelection.Kept(Release.JAR, SECOND, null));
    }

    @Test
    @DisplayName("is found by what it is, not by where it lies")
    void moved() {
        everLive.add(FIRST.hash());
        ReleaseFile elsewhere = file("processes/sub/a2.thing", "#a", "second");
        assertThat(selection(elsewhere, FIRST, FIRST).taken()).containsExactly(elsewhere);
    }

    @Test
    @DisplayName("counts less than the same thing in the directory that lies over the jar")
    void overlay() {
        Map<String, List<ReleaseFile>> shipped = new LinkedHashMap<>();
        shipped.put(Release.JAR, List.of(FIRST));
        shipped.put(Release.DIRECTORY, List.of(file("processes/mine.thing", "#a", "the company's")));
        ShippedFileSelection selection = ShippedFileSelection.of(
                shipped, Map.of(), ReleaseFiles.of(List.of()), kinds::ids, (file, ids) -> false);
        assertThat(selection.taken()).extracting(ReleaseFile::path).containsExactly("processes/mine.thing");
    }

    @Test
    @DisplayName("of the directory is taken over the jar's that is live and that nobody changed")
    void overlayComes() {
        everLive.add(FIRST.hash());
        Map<String, List<ReleaseFile>> shipped = new LinkedHashMap<>();
        shipped.put(Release.JAR, List.of(FIRST));
        shipped.put(Release.DIRECTORY, List.of(CHANGED));
        ShippedFileSelection selection = ShippedFileSelection.of(
                shipped,
                Map.of(Release.JAR, Map.of(PATH, Set.of(FIRST.hash())), Release.DIRECTORY, Map.of()),
                ReleaseFiles.of(List.of(FIRST)),
                kinds::ids,
                (file, ids) -> everLive.contains(file.hash()));
        assertThat(selection.taken()).containsExactly(CHANGED);
    }
}
