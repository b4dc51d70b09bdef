package io.rapport.gate;

import java.util.Arrays;
import java.util.List;

/** What a file is, by its name, as the engine decides it. */
enum FileKind {
    BPMN(".bpmn", ".bpmn20.xml"),
    DMN(".dmn", ".dmn11.xml"),
    FORM(".form"),
    OTHER;

    private final List<String> endings;

    FileKind(String... endings) {
        this.endings = List.of(endings);
    }

    static FileKind of(String name) {
        return Arrays.stream(values())
                .filter(kind -> kind.endings.stream().anyMatch(name::endsWith))
                .findFirst()
                .orElse(OTHER);
    }
}
