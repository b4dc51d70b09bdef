package io.rapport.segment;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The words of the picture that conditions may name, and what they can be; no list where any short word can be. */
enum WordField {
    TIER("tier", List.of("distant", "brand", "face-to-face", "intimate")),
    STAGE("stage", List.of("prospect", "new", "active", "at-risk", "lapsed", "won-back")),
    LANGUAGE("language", List.of());

    private final String key;
    private final List<String> words;

    WordField(String key, List<String> words) {
        this.key = key;
        this.words = words;
    }

    String key() {
        return key;
    }

    List<String> words() {
        return words;
    }

    static Optional<WordField> find(String key) {
        return Arrays.stream(values()).filter(field -> field.key.equals(key)).findFirst();
    }
}
