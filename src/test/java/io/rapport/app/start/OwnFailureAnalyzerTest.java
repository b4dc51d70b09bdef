package io.rapport.app.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.diagnostics.FailureAnalysis;

@DisplayName("What Rapport itself refuses at the start is said in one paragraph")
class OwnFailureAnalyzerTest {

    private final OwnFailureAnalyzer analyzer = new OwnFailureAnalyzer();

    @Test
    @DisplayName("a setting that makes no sense, however deep it lies")
    void setting() {
        FailureAnalysis analysis = analyzer.analyze(new BeanCreationException(
                "workingTime",
                new IllegalArgumentException("working time must open before it closes: 19:00 to 18:00")));
        assertThat(analysis.getDescription()).isEqualTo("working time must open before it closes: 19:00 to 18:00");
        assertThat(analysis.getAction()).contains("Fix what it names");
    }

    @Test
    @DisplayName("a file that is not there, with its name")
    void file() {
        FailureAnalysis analysis = analyzer.analyze(new BeanCreationException(
                "catalogue",
                new UncheckedIOException(
                        "the event catalogue cannot be read", new FileNotFoundException("/nope.yaml"))));
        assertThat(analysis.getDescription())
                .isEqualTo("the event catalogue cannot be read (FileNotFoundException: /nope.yaml)");
    }

    @Test
    @DisplayName("and what a library raises keeps its stack")
    void others() {
        IllegalStateException library = new IllegalStateException("no bean");
        library.setStackTrace(
                new StackTraceElement[] {new StackTraceElement("org.lib.Type", "method", "Type.java", 1)});
        assertThat(analyzer.analyze(new BeanCreationException("x", library))).isNull();
    }
}
