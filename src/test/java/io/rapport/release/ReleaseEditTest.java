package io.rapport.release;

import static io.rapport.release.KindsOfTests.file;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The next set of files")
class ReleaseEditTest {

    private final ReleaseKinds kinds = KindsOfTests.kinds();
    private final ReleaseFindings findings = new ReleaseFindings();
    private final ReleaseFiles live = ReleaseFiles.of(List.of(
            file("processes/a.thing", "#a"),
            file("processes/sub/b.thing", "#b"),
            file("processes/two.thing", "#c", "#d"),
            file("processes/w.word", "#w")));

    private ReleaseEdit edit() {
        return new ReleaseEdit(kinds, live, findings);
    }

    private static List<String> paths(ReleaseFiles files) {
        return files.all().stream().map(ReleaseFile::toString).toList();
    }

    private List<String> problems() {
        return findings.list().stream().map(ReleaseFinding::text).toList();
    }

    @Test
    @DisplayName("a file takes the place of the one that is the same thing, wherever that lies")
    void knownById() {
        ReleaseEdit edit = edit();
        edit.put(List.of(file("b.thing", "#b", "changed")));
        ReleaseFiles next = edit.result(() -> Set.of());
        assertThat(findings.list()).isEmpty();
        assertThat(next.at("processes/sub/b.thing").orElseThrow().text()).endsWith("changed");
        assertThat(next.changesFrom(live)).containsExactly("processes/sub/b.thing");
    }

    @Test
    @DisplayName("under another name it stays one thing, in that file: the kind says whether that may be")
    void anotherName() {
        ReleaseEdit edit = edit();
        edit.put(List.of(file("b new.thing", "#b", "changed")));
        ReleaseFiles next = edit.result(() -> Set.of());
        assertThat(next.at("processes/sub/b.thing")).isEmpty();
        assertThat(next.changesFrom(live)).containsExactlyInAnyOrder("processes/sub/b.thing", "processes/b new.thing");
    }

    @Test
    @DisplayName("a new thing is put where its kind belongs")
    void added() {
        ReleaseEdit edit = edit();
        edit.put(List.of(file("e.thing", "#e")));
        assertThat(edit.result(() -> Set.of()).changesFrom(live)).containsExactly("processes/e.thing");
    }

    @Test
    @DisplayName("a file may not take another thing's place in silence, nor drop one that stood in it")
    void nothingLost() {
        ReleaseEdit edit = edit();
        edit.put(List.of(file("processes/a.thing", "#other"), file("processes/two.thing", "#c")));
        assertThat(problems())
                .satisfiesExactlyInAnyOrder(
                        problem -> assertThat(problem)
                                .contains("processes/a.thing is 'thing a', and this file is 'thing other'"),
                        problem -> assertThat(problem).contains("lacks 'thing d', which stands there"));
    }

    @Test
    @DisplayName("a file that says nothing of itself goes where it was sent, for its kind to say what is wrong with it")
    void damaged() {
        ReleaseEdit edit = edit();
        edit.put(List.of(file("processes/a.thing", "damaged")));
        assertThat(problems()).isEmpty();
        assertThat(edit.result(() -> Set.of()).changesFrom(live)).containsExactly("processes/a.thing");
    }

    @Test
    @DisplayName("two files that are the same thing are refused with both names")
    void twice() {
        ReleaseEdit edit = edit();
        edit.put(List.of(file("x.thing", "#x"), file("y.thing", "#x")));
        assertThat(problems()).singleElement().asString().contains("y.thing: it is 'thing x', and so is x.thing");
    }

    @Test
    @DisplayName("a message's file without its folder is refused with the command that does it")
    void messageFile() {
        ReleaseEdit edit = edit();
        edit.put(List.of(file("en.mjml", "<mjml/>")));
        assertThat(problems()).singleElement().asString().contains("java -jar rapport.jar deploy DIR");
    }

    @Test
    @DisplayName("what is named goes; what is needed by what is under way stays, retired, until it is needed no longer")
    void retired() {
        ReleaseEdit edit = edit();
        edit.retire(List.of("a", "thing b"));
        assertThat(paths(edit.result(() -> Set.of("thing b"))))
                .containsExactly("processes/sub/b.thing (retired)", "processes/two.thing", "processes/w.word");

        ReleaseFiles later = edit.result(() -> Set.of("thing b"));
        assertThat(paths(new ReleaseEdit(kinds, later, findings).result(() -> Set.of("thing b"))))
                .contains("processes/sub/b.thing (retired)");
        assertThat(paths(new ReleaseEdit(kinds, later, findings).result(() -> Set.of())))
                .containsExactly("processes/two.thing", "processes/w.word");
        assertThat(findings.list()).isEmpty();
    }

    @Test
    @DisplayName("what is retired comes back with its file")
    void comesBack() {
        ReleaseEdit edit = edit();
        edit.retire(List.of("b"));
        ReleaseEdit again = new ReleaseEdit(kinds, edit.result(() -> Set.of("thing b")), findings);
        again.put(List.of(file("b.thing", "#b")));
        assertThat(paths(again.result(() -> Set.of()))).contains("processes/sub/b.thing");
    }

    @Test
    @DisplayName("a name that is nobody's, or of one thing of several in a file, is refused")
    void wrongNames() {
        ReleaseEdit edit = edit();
        edit.retire(List.of("nothing", "c"));
        assertThat(problems())
                .satisfiesExactly(
                        problem -> assertThat(problem)
                                .contains("nothing that is live has this name")
                                .contains("the command 'releases live' lists"),
                        problem -> assertThat(problem)
                                .contains("it stands in processes/two.thing together with 'thing d'"));
    }

    @Test
    @DisplayName(
            "pruning lets go what is not among the files, has what is shipped be as it is shipped, and leaves what only"
                    + " grows, and away what was let go")
    void pruned() {
        ReleaseEdit edit = edit();
        edit.prune(
                List.of(file("processes/two.thing", "#c", "#d")),
                List.of(file("processes/a.thing", "#a", "shipped"), file("processes/gone.thing", "#gone")));
        ReleaseFiles next = edit.result(() -> Set.of());
        assertThat(paths(next)).containsExactly("processes/a.thing", "processes/two.thing", "processes/w.word");
        assertThat(next.at("processes/a.thing").orElseThrow().text()).endsWith("shipped");
    }

    @Test
    @DisplayName("an earlier set comes back as it was, but for what only grows")
    void again() {
        ReleaseFiles earlier =
                ReleaseFiles.of(List.of(file("processes/a.thing", "#a", "old"), file("processes/w.word", "#w", "old")));
        ReleaseEdit edit = edit();
        edit.again(earlier, Author.SYSTEM);
        ReleaseFiles next = edit.result(() -> Set.of());
        assertThat(paths(next)).containsExactly("processes/a.thing", "processes/w.word");
        assertThat(next.at("processes/a.thing").orElseThrow().text()).endsWith("old");
        assertThat(next.at("processes/w.word").orElseThrow().text()).isEqualTo("#w");
    }
}
