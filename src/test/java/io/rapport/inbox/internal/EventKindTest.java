package io.rapport.inbox.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.release.ReleaseFile;
import io.rapport.release.ReleaseFiles;
import io.rapport.release.ReleaseFinding;
import io.rapport.release.ReleaseFindings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A file of event types that nobody could send by is refused, with file, line, place and fix")
class EventKindTest {

    private static final String SHIPPED = "processes/events.asyncapi.yaml";
    private static final String OWN = "processes/tea.asyncapi.yaml";

    private static final String GOOD =
            """
            asyncapi: 3.0.0
            components:
              messages:
                tea.spilled:
                  name: tea.spilled
                  payload:
                    $ref: '#/components/schemas/Tea'
                  x-rapport: {unmatched: done}
              schemas:
                Tea:
                  type: object
                  additionalProperties: false
                  required: [cups]
                  properties:
                    cups:
                      type: integer
                      minimum: 1
                    kind: {type: string, minLength: 1, pattern: '^[a-z]+$'}
            """;

    private static String shipped() {
        try {
            return Files.readString(Path.of(SHIPPED));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static ReleaseFiles files(String own) {
        return ReleaseFiles.of(List.of(ReleaseFile.of(SHIPPED, shipped()), ReleaseFile.of(OWN, own)));
    }

    private static EventKind over(ReleaseFiles live) {
        return new EventKind(EventKind.read(live, false, InstantSource.system()), InstantSource.system());
    }

    private static EventKind overShipped() {
        return over(ReleaseFiles.of(List.of(ReleaseFile.of(SHIPPED, shipped()))));
    }

    private static List<ReleaseFinding> found(String own) {
        ReleaseFindings findings = new ReleaseFindings();
        overShipped().read(files(own), findings);
        return findings.list();
    }

    @Test
    @DisplayName("nothing is said of those that are shipped, nor of a good one beside them")
    void good() {
        ReleaseFindings findings = new ReleaseFindings();
        assertThat(overShipped().read(files(GOOD), findings).names()).contains("tea.spilled");
        assertThat(findings.list()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "type: object | type: objekt | line 11, components.schemas.Tea.type | 'objekt' is no type",
                "type: integer | type: strin | line 16, components.schemas.Tea.properties.cups.type | 'strin' is no type",
                "type: integer | type: [integer, nil] | line 16, components.schemas.Tea.properties.cups.type | is no type",
                "minimum: 1 | minimum: one | line 17, components.schemas.Tea.properties.cups.minimum | no JSON Schema",
                "minimum: 1 | minimun: 1 | line 17, components.schemas.Tea.properties.cups.minimun | no keyword",
                "minLength: 1 | minLength: 9, maxLength: 1 | line 18, components.schemas.Tea.properties.kind.minLength | above maxLength",
                "minLength: 1 | enum: [] | line 18, components.schemas.Tea.properties.kind.enum | no values",
                "required: [cups] | required: cups | line 13, components.schemas.Tea.required | no JSON Schema",
                "required: [cups] | required: [cup] | line 13, components.schemas.Tea.required | it requires 'cup'",
                "'^[a-z]+$' | '([' | line 18, components.schemas.Tea.properties.kind.pattern | '([' is no regular expression",
                "schemas/Tea | schemas/Nowhere | line 7, components.messages.tea.spilled.payload.$ref | Nowhere",
                "type: object | $ref: '#/components/schemas/Tea' | line 11, components.schemas.Tea.$ref | leads back",
                "{unmatched: done} | {unmatched: done, orderin: loose} | line 8, components.messages.tea.spilled.x-rapport.orderin | no such field",
                "{unmatched: done} | {unmatched: don} | line 4, components.messages.tea.spilled | must be done or wait",
                "{unmatched: done} | {unmatched: done, references: {cup: cups}} | line 4 | no JSON pointer",
                "x-rapport: {unmatched: done} | title: Tea | line 4 | 'tea.spilled': x-rapport is missing",
                "name: tea.spilled | title: Tea | line 4 | 'tea.spilled': name is missing",
            })
    @DisplayName("each by its kind")
    void refused(String good, String wrong, String place, String problem) {
        String own = GOOD.replace(good, wrong);
        assertThat(own).isNotEqualTo(GOOD);
        assertThat(found(own)).anySatisfy(finding -> {
            assertThat(finding.error()).isTrue();
            assertThat(finding.file()).isEqualTo(OWN);
            assertThat(finding.place()).startsWith(place);
            assertThat(finding.problem()).contains(problem);
            assertThat(finding.fix()).isNotBlank();
        });
    }

    @Test
    @DisplayName("a name that differs from its key is warned of, since events are sent under the name")
    void otherName() {
        assertThat(found(GOOD.replace("name: tea.spilled", "name: tea.spiled")))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.error()).isFalse();
                    assertThat(finding.text()).startsWith(OWN + ", line 5, components.messages.tea.spilled.name: ");
                });
    }

    @Test
    @DisplayName("what is live already keeps no other file out, and a type that takes no event may be corrected")
    void live() {
        String nonsense = GOOD.replace("type: integer", "type: strin");
        EventKind kind = over(files(nonsense));
        ReleaseFindings findings = new ReleaseFindings();
        EventCatalogue live = (EventCatalogue) kind.read(files(nonsense), findings);
        assertThat(live).isNotNull();
        assertThat(findings.list()).singleElement().satisfies(finding -> assertThat(finding.error())
                .isFalse());
        EventCatalogue corrected = (EventCatalogue) kind.read(files(GOOD), new ReleaseFindings());
        assertThat(SchemaGrowth.faults(live.files().root(), corrected.files().root()))
                .isEmpty();
    }
}
