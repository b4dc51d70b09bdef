package io.rapport.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The files of {@code src/test/resources/models}; beside each stands what the gate says about it. After a change of the
 * rules {@code mvn test -Dtest=ModelFilesTest -Dmodels.renew=true} writes the answers anew: read the difference.
 */
@DisplayName("Hostile, broken and foreign models are answered as it stands beside each")
@Tag("slow")
class ModelFilesTest {

    private static final Path MODELS = Path.of("src/test/resources/models");
    private static final String EXPECTED = ".expected.txt";

    static List<Path> files() {
        try (Stream<Path> all = Files.walk(MODELS)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith(EXPECTED))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    @DisplayName("Each is answered with what is wrong, where, and what to do")
    void answered(Path file) throws IOException {
        String name = file.getFileName().toString();
        List<Finding> findings = ShippedGate.checkBesideShipped(Map.of(name, ShippedGate.read(file)));
        assertThat(findings).extracting(Finding::fix).as("what to do about it").noneMatch(String::isBlank);
        // not the fixes: they list what there is, which changes with the shipped models
        String said = findings.stream()
                .map(finding -> "%s %s, %s: %s%n"
                        .formatted(
                                finding.rule().severity(),
                                finding.rule().id(),
                                finding.element() == null ? "the file" : finding.element(),
                                finding.problem()))
                .collect(Collectors.joining());
        Path expected = file.resolveSibling(name + EXPECTED);
        if (Boolean.getBoolean("models.renew")) {
            Files.writeString(expected, said);
        }
        assertThat(said).isEqualTo(Files.readString(expected));
    }

    @ParameterizedTest
    @ValueSource(strings = {"benchmark-two-messages.bpmn", "benchmark-timer.bpmn"})
    @DisplayName("What the benchmarks play passes")
    void benchmarks(String file) {
        byte[] model = ShippedGate.read(Path.of("src/benchmark/resources/benchmark/rapport", file));

        assertThat(ShippedGate.checkBesideShipped(Map.of(file, model)))
                .filteredOn(finding -> finding.rule().severity() == Severity.ERROR)
                .isEmpty();
    }

    @Test
    @DisplayName("No attack passes")
    void attacks() {
        assertThat(files())
                .filteredOn(file -> file.getParent().endsWith("attacks"))
                .hasSizeGreaterThan(50)
                .allSatisfy(file -> assertThat(
                                ShippedGate.check(Map.of(file.getFileName().toString(), ShippedGate.read(file))))
                        .as(file.toString())
                        .anyMatch(Finding::isError));
    }

    @Test
    @DisplayName("The shipped models, tables and forms pass")
    void shipped() {
        assertThat(ShippedGate.check(ShippedGate.files()))
                .filteredOn(Finding::isError)
                .extracting(Finding::text)
                .isEmpty();
    }

    @Test
    @DisplayName("The examples of the documents pass, since designers copy from them")
    void examples() throws IOException {
        try (Stream<Path> all = Files.walk(Path.of("docs/examples"))) {
            assertThat(all.filter(file -> FileKind.of(file.toString()) != FileKind.OTHER))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(ShippedGate.checkBesideShipped(
                                    Map.of(file.getFileName().toString(), ShippedGate.read(file))))
                            .filteredOn(Finding::isError)
                            .extracting(Finding::text)
                            .isEmpty());
        }
    }
}
