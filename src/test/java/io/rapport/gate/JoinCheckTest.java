package io.rapport.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The processes are written as their flows. A node's first letter says what it is: x an exclusive, p a parallel, i an
 * inclusive gateway, s the start, e an end, k a terminate end, all others tasks; {@code a!b} is a timer b that interrupts
 * a, {@code a~b} one that does not.
 */
@DisplayName("A parallel gateway that joins")
class JoinCheckTest {

    private static List<Finding> joins(String flows) {
        return ShippedGate.check(Map.of("joins.bpmn", model(flows).getBytes(StandardCharsets.UTF_8))).stream()
                .filter(finding -> finding.rule().id().startsWith("join-"))
                .toList();
    }

    private static String model(String flows) {
        Set<String> nodes = new LinkedHashSet<>();
        StringBuilder xml = new StringBuilder();
        for (String flow : flows.split(" ")) {
            String[] ends = flow.split("[>!~]");
            nodes.add(ends[0]);
            if (flow.contains(">")) {
                nodes.add(ends[1]);
                xml.append("<sequenceFlow id=\"%1$s-%2$s\" sourceRef=\"%1$s\" targetRef=\"%2$s\" />"
                        .formatted(ends[0], ends[1]));
            } else {
                nodes.remove(ends[1]);
                xml.append("<boundaryEvent id=\"%s\" attachedToRef=\"%s\" cancelActivity=\"%s\"><timerEventDefinition>"
                                .formatted(ends[1], ends[0], flow.contains("!"))
                        + "<timeDuration>P1D</timeDuration></timerEventDefinition></boundaryEvent>");
            }
        }
        for (String node : nodes) {
            if (!xml.toString().contains("<boundaryEvent id=\"" + node + "\"")) {
                xml.append(
                        switch (node.charAt(0)) {
                            case 's' -> "<startEvent id=\"" + node + "\" />";
                            case 'x' -> "<exclusiveGateway id=\"" + node + "\" />";
                            case 'p' -> "<parallelGateway id=\"" + node + "\" />";
                            case 'i' -> "<inclusiveGateway id=\"" + node + "\" />";
                            case 'e' -> "<endEvent id=\"" + node + "\" />";
                            case 'k' -> "<endEvent id=\"" + node + "\"><terminateEventDefinition /></endEvent>";
                            default -> "<manualTask id=\"" + node + "\" />";
                        });
            }
        }
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="urn:test">
                  <process id="joins" isExecutable="true">%s</process>
                </definitions>
                """
                .formatted(xml);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            behind a split                           | s>p1 p1>a p1>b a>p2 b>p2 p2>e
            behind a split within a split            | s>p1 p1>p2 p1>c p2>a p2>b a>p3 b>p3 p3>p4 c>p4 p4>e
            of all ways at once                      | s>p1 p1>p2 p1>c p2>a p2>b a>p3 b>p3 c>p3 p3>e
            crosswise                                | s>p1 p1>a p1>b a>p2 p2>p3 p2>p4 b>p5 p5>p3 p5>p4 p3>p6 p4>p6 p6>e
            behind choices that meet again           | s>p1 p1>x1 p1>b x1>a x1>c a>x2 c>x2 x2>p2 b>p2 p2>e
            on a way that comes back                 | s>x1 x1>p1 p1>a p1>b a>p2 b>p2 p2>x2 x2>x1 x2>e
            behind a task with two flows             | s>a a>b a>c b>p1 c>p1 p1>e
            behind an inclusive gateway              | s>i1 i1>a i1>b a>p1 b>p1 p1>e
            of a task and the reminder beside it     | s>a a~r a>p1 r>p1 p1>e
            of two reminders                         | s>a a~r a>b b~q b>e1 r>p1 q>p1 p1>e
            beside a way that ends by itself         | s>p1 p1>p2 p1>b p2>a p2>c c>e1 a>p3 b>p3 p3>e
            beside an end of everything              | s>p1 p1>x1 p1>b x1>a x1>k a>p2 b>p2 p2>e
            beside a time limit that leads there too | s>p1 p1>a p1>b a!t t>x1 a>x1 x1>p2 b>p2 p2>e
            """)
    @DisplayName("is left alone where all its flows are taken")
    void completes(String where, String flows) {
        assertThat(joins(flows)).extracting(Finding::text).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            behind a choice                      | s>x1 x1>a x1>b a>p1 b>p1 p1>e              | a | b
            behind a choice on one side          | s>p1 p1>x1 p1>c x1>a x1>b a>p2 b>p2 c>p2 p2>e | a | b
            of a task and its time limit         | s>a a!t a>p1 t>p1 p1>e                     | a | t
            to which a way comes back            | s>p1 p1>a a>x1 x1>p1 x1>e                  | s | x1
            behind a join that never completes   | s>x1 x1>a x1>b a>p1 b>p1 p1>c p1>d c>p2 d>p2 p2>e | a | b
            """)
    @DisplayName("is refused where they are never all taken")
    void neverCompletes(String where, String flows, String one, String other) {
        assertThat(joins(flows)).first().satisfies(finding -> {
            assertThat(finding.rule()).isEqualTo(Rule.JOIN_NEVER);
            assertThat(finding.problem()).contains("from '" + one + "' and from '" + other + "'");
        });
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            a choice leads to an end    | s>p1 p1>x1 p1>b x1>a x1>e1 a>p2 b>p2 p2>e
            a time limit leads to one   | s>p1 p1>a p1>b a!t t>e1 a>p2 b>p2 p2>e
            both ways of a choice may   | s>p1 p1>x1 p1>b x1>a x1>c a>p2 c>x2 x2>x1 x2>e1 b>p2 p2>e
            """)
    @DisplayName("is reported where one of its ways may end elsewhere")
    void mayWait(String where, String flows) {
        assertThat(joins(flows)).extracting(Finding::rule).containsExactly(Rule.JOIN_MAY_WAIT);
    }
}
