package io.rapport.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.dmn.Dmn;
import org.camunda.bpm.model.dmn.DmnModelInstance;
import org.camunda.bpm.model.dmn.instance.DecisionTable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Models are read as the engine's library reads them")
class ModelReaderTest {

    private static final String PROCESS =
            """
            <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t">
              <process id="p" isExecutable="true"><startEvent id="s"%s/>%s</process>
            </definitions>""";

    private static final String TABLE =
            """
            <definitions xmlns="%s" id="d" name="d" namespace="n">
              <decision id="t" name="t"><decisionTable id="table"%s><output id="o" typeRef="string"/></decisionTable></decision>
            </definitions>""";

    @Test
    @DisplayName("processes with all that stands in them, and found by their ids")
    void bpmn() throws IOException {
        byte[] file = Files.readAllBytes(Path.of("processes/complaint.bpmn"));

        BpmnModelInstance model = ModelReader.bpmn(file);

        assertThat(Bpmn.convertToString(model))
                .isEqualTo(Bpmn.convertToString(Bpmn.readModelFromStream(new ByteArrayInputStream(file))));
        FlowNode node = model.getModelElementsByType(FlowNode.class).iterator().next();
        assertThat((Object) model.getModelElementById(node.getId())).isEqualTo(node);
        assertThat(node.getOutgoing()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://www.omg.org/spec/DMN/20230324/MODEL/",
                "https://www.omg.org/spec/DMN/20211108/MODEL/",
                "https://www.omg.org/spec/DMN/20191111/MODEL/",
                "http://www.omg.org/spec/DMN/20180521/MODEL/",
                "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
                "http://www.omg.org/spec/DMN/20151101/dmn11.xsd"
            })
    @DisplayName("decisions in each version of the standard")
    void dmn(String namespace) {
        DmnModelInstance model = ModelReader.dmn(bytes(TABLE.formatted(namespace, "")));

        DecisionTable table =
                model.getModelElementsByType(DecisionTable.class).iterator().next();
        assertThat((Object) model.getModelElementById("table")).isEqualTo(table);
        assertThat(table.getHitPolicy()).hasToString("UNIQUE");
        assertThat(table.getOutputs()).hasSize(1);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            an element that there is not | '' | <taks id="a"/>
            an attribute that there is not | ' colour="red"' | ''
            the same id twice | '' | <endEvent id="s"/>
            an element that is not closed | '' | <endEvent id="e">
            """)
    @DisplayName("a process with a fault is refused in the same words:")
    void faultOfProcess(String name, String attribute, String element) {
        byte[] file = bytes(PROCESS.formatted(attribute, element));

        Throwable fault = catchThrowable(() -> ModelReader.bpmn(file));

        Throwable librarys = catchThrowable(() -> Bpmn.readModelFromStream(new ByteArrayInputStream(file)));
        assertThat(fault).isExactlyInstanceOf(librarys.getClass());
        assertThat(innermost(fault)).isEqualTo(innermost(librarys));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            a hit policy that there is not | https://www.omg.org/spec/DMN/20191111/MODEL/ | ' hitPolicy="BEST"'
            a version that there is not | https://www.omg.org/spec/DMN/20300101/MODEL/ | ''
            another standard | http://www.omg.org/spec/BPMN/20100524/MODEL | ''
            """)
    @DisplayName("decisions with a fault are refused in the same words:")
    void faultOfDecision(String name, String namespace, String attribute) {
        byte[] file = bytes(TABLE.formatted(namespace, attribute));

        Throwable fault = catchThrowable(() -> ModelReader.dmn(file));

        Throwable librarys = catchThrowable(() -> Dmn.readModelFromStream(new ByteArrayInputStream(file)));
        assertThat(fault).isExactlyInstanceOf(librarys.getClass()).hasMessage(librarys.getMessage());
        assertThat(innermost(fault)).isEqualTo(innermost(librarys));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "<!DOCTYPE d [<!ENTITY e \"e\">]><d>&e;</d>"})
    @DisplayName("and what is no model at all is none")
    void noModel(String text) {
        assertThat(catchThrowable(() -> ModelReader.bpmn(bytes(text)))).isNotNull();
        assertThat(catchThrowable(() -> ModelReader.dmn(bytes(text)))).isNotNull();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String innermost(Throwable fault) {
        Throwable cause = fault;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage();
    }
}
