package io.rapport.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.testing.RapportTest;
import io.rapport.testing.ReleaseOfStart;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;

@RapportTest
@DisplayName("While files of a directory are being written")
class DirectoryWatchTest {

    private static final String MESSAGE = "messages/welcome/en.mjml";

    @TempDir
    private Path directory;

    @Autowired
    private Releases releases;

    @Autowired
    private NodeRelease node;

    @Autowired
    private ShippedFiles shipped;

    private DirectoryWatch watch;

    @BeforeEach
    void begin() throws Exception {
        Files.createDirectories(directory.resolve("messages/welcome"));
        Files.createDirectories(directory.resolve("processes"));
        watch = new DirectoryWatch(directory, shipped, releases);
    }

    @AfterEach
    void asAtTheStart() {
        watch.close();
        ReleaseOfStart.again(releases);
    }

    private void write(String file, String text) throws Exception {
        Files.writeString(directory.resolve(file), text);
    }

    private String live() {
        return node.files().at(MESSAGE).orElseThrow().text();
    }

    private static String welcome(String greeting) throws Exception {
        return Files.readString(Path.of(MESSAGE)).replace("Welcome. Put the kettle on.", greeting);
    }

    @Test
    @DisplayName("a changed file is released once it has stopped changing")
    void released() throws Exception {
        write(MESSAGE, welcome("Good morning."));
        watch.check();
        assertThat(live()).as("the file may be half saved").contains("Put the kettle on");
        watch.check();
        assertThat(live()).contains("Good morning.");
        assertThat(releases.latest(1).get(0).source()).isEqualTo(Release.DIRECTORY);
    }

    @Test
    @DisplayName("what is refused leaves what is live as it is, until it is fixed")
    void refused() throws Exception {
        write(MESSAGE, welcome("{{ customer.nickname }}"));
        watch.check();
        watch.check();
        assertThat(live()).contains("Put the kettle on");
        write(MESSAGE, welcome("Good evening, at last."));
        watch.check();
        watch.check();
        assertThat(live()).contains("Good evening, at last.");
    }

    @Test
    @DisplayName("a file that is deleted again leaves the jar's, and notes and what editors leave are nobody's fault")
    void deleted() throws Exception {
        write(MESSAGE, welcome("Good morning."));
        write("processes/notes.md", "nothing of a release");
        write("processes/.onboarding.bpmn.swp", "an editor's");
        watch.check();
        watch.check();
        assertThat(live()).contains("Good morning.");
        Files.delete(directory.resolve(MESSAGE));
        watch.check();
        watch.check();
        assertThat(live()).contains("Put the kettle on");
    }
}
