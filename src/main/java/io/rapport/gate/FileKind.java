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

    /** @return how the names of such files end, as the Modeler saves them */
    String ending() {
        return endings.get(0);
    }

    /** @return what such a file holds, within a sentence */
    String words() {
        return switch (this) {
            case BPMN -> "a process (BPMN)";
            case DMN -> "a table (DMN)";
            case FORM -> "a form";
            case OTHER -> throw new IllegalStateException("of such a file nothing is known");
        };
    }
}
