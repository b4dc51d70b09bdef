package io.rapport.gate;

import io.rapport.language.TextFile;
import java.util.Arrays;
import java.util.List;

/** What a file is, by its name, as the engine tells it. */
enum FileKind {
    BPMN(".bpmn", ".bpmn20.xml"),
    DMN(".dmn", ".dmn11.xml"),
    FORM(".form"),
    /** Texts that lie over a model or a form in another language. */
    TEXTS,
    OTHER;

    private final List<String> endings;

    FileKind(String... endings) {
        this.endings = List.of(endings);
    }

    static FileKind of(String name) {
        return Arrays.stream(values())
                .filter(kind -> kind.endings.stream().anyMatch(name::endsWith))
                .findFirst()
                .orElseGet(() -> TextFile.of(name).isPresent() ? TEXTS : OTHER);
    }
}
