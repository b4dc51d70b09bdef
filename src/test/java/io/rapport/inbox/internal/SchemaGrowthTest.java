package io.rapport.inbox.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("An event type only grows:")
class SchemaGrowthTest {

    private static final String TYPE =
            """
            components:
              messages:
                contract:
                  name: contract.signed
                  x-rapport: {references: {contract: /contractId}, leadsTo: [order], unmatched: done}
                  payload:
                    type: object
                    additionalProperties: false
                    required: [contractId]
                    properties:
                      contractId: {type: string, maxLength: 64, pattern: "^[A-Z0-9]+$"}
                      months: {type: integer, minimum: 1, maximum: 24, x-journey-variable: true}
                      plan: {type: string, enum: [basic, plus]}
                      address: {$ref: '#/components/schemas/Address'}
                      parts: {type: array, maxItems: 5, items: {type: object, properties: {sku: {type: string}}}}
              schemas:
                Address: {type: object, properties: {city: {type: string}}}
            """;

    private static JsonNode yaml(String text) {
        try {
            return new YAMLMapper().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> faults(String old, String now) {
        assertThat(TYPE).contains(old);
        return SchemaGrowth.faults(yaml(TYPE), yaml(TYPE.replace(old, now))).stream()
                .map(fault -> fault.type() + fault.place() + ": " + fault.problem())
                .toList();
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "'maxLength: 64' | 'maxLength: 128'",
                "'maxLength: 64, ' | ''",
                "', pattern: \"^[A-Z0-9]+$\"' | ''",
                "'maximum: 24' | 'maximum: 36'",
                "'minimum: 1' | 'minimum: 0'",
                "'type: integer' | 'type: number'",
                "'enum: [basic, plus]' | 'enum: [basic, plus, max]'",
                "', enum: [basic, plus]' | ''",
                "'required: [contractId]' | 'required: []'",
                "'{sku: {type: string}}' | '{sku: {type: string}, size: {type: string}}'",
                "'{city: {type: string}}' | '{city: {type: string}, zip: {type: string}}'",
                "'leadsTo: [order]' | 'leadsTo: [order, survey]'",
                "'additionalProperties: false' | 'additionalProperties: true'"
            })
    @DisplayName("what allows more is taken")
    void grows(String old, String now) {
        assertThat(faults(old, now == null ? "" : now)).isEmpty();
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "'maxLength: 64' | 'maxLength: 32' | contract.signed/contractId: maxLength is narrower",
                "'pattern: \"^[A-Z0-9]+$\"' | 'pattern: \"^[A-Z]+$\"' | contract.signed/contractId: pattern is another",
                "'maximum: 24' | 'maximum: 12' | contract.signed/months: maximum is narrower",
                "'minimum: 1' | 'minimum: 2' | contract.signed/months: minimum is narrower",
                "'type: integer' | 'type: boolean' | contract.signed/months: it may no longer be of the type integer",
                "'enum: [basic, plus]' | 'enum: [basic]' | contract.signed/plan: the value 'plus' is gone",
                "'required: [contractId]' | 'required: [contractId, months]' | contract.signed/months: it is required now",
                "', x-journey-variable: true' | '' | contract.signed/months: journeys no longer know it",
                "'{city: {type: string}}' | '{}' | contract.signed/address/city: the field is gone",
                "'{sku: {type: string}}' | '{sku: {type: integer}}' | contract.signed/parts/items/sku: it may no longer",
                "'contract: /contractId' | 'contract: /months' | contract.signed: it no longer refers to its contract",
                "'leadsTo: [order], ' | '' | contract.signed: it no longer leads to the order",
                "'name: contract.signed' | 'name: contract.made' | the event type 'contract.signed' is gone"
            })
    @DisplayName("what takes something back is named with its place")
    void takenBack(String old, String now, String problem) {
        assertThat(faults(old, now == null ? "" : now))
                .singleElement()
                .asString()
                .contains(problem);
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "'maximum: 24' | 'maximum: 12' | components.messages.contract.payload.properties.months | false",
                "'{city: {type: string}}' | '{}' | components.schemas.Address.properties.city | true",
                "'{sku: {type: string}}' | '{}' | components.messages.contract.payload.properties.parts.items.properties.sku | false",
                "', leadsTo: [order]' | '' | components.messages.contract | false"
            })
    @DisplayName("and with where it was declared, so that the file is known that must put it back")
    void declared(String old, String now, String place, boolean shared) {
        assertThat(SchemaGrowth.faults(yaml(TYPE), yaml(TYPE.replace(old, now == null ? "" : now))))
                .singleElement()
                .satisfies(fault -> {
                    assertThat(fault.declared().place()).isEqualTo(place);
                    assertThat(fault.declared().shared()).isEqualTo(shared);
                });
    }

    @Test
    @DisplayName("the shipped types have not changed from themselves")
    void same() throws IOException {
        JsonNode shipped = yaml(Files.readString(Path.of("processes/events.asyncapi.yaml")));
        assertThat(SchemaGrowth.faults(shipped, shipped)).isEmpty();
    }
}
