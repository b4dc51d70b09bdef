package io.rapport.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.architecture.ModelRulesTest.Model;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.camunda.bpm.model.bpmn.instance.Activity;
import org.camunda.bpm.model.bpmn.instance.Association;
import org.camunda.bpm.model.bpmn.instance.BaseElement;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.Event;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.Gateway;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;
import org.camunda.bpm.model.bpmn.instance.SubProcess;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnEdge;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnLabel;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnShape;
import org.camunda.bpm.model.bpmn.instance.dc.Bounds;
import org.camunda.bpm.model.bpmn.instance.di.Waypoint;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Diagrams can be read at a glance")
class DiagramRulesTest {

    private static final double WIDEST = 1_600;
    private static final double HIGHEST = 900;

    /** Coordinates may be off by rounding. */
    private static final double NEAR = 1;

    private static final double LABEL_SIZE = 11;
    private static final double NAME_SIZE = 12;

    /** What bpmn-js leaves of a task's width for its name. */
    private static final double ROOM_FOR_NAME = 86;

    /**
     * Widths of the characters from space to tilde in DejaVu Sans, in thousandths of the size: where a viewer has no Arial,
     * it takes this or a narrower one.
     */
    private static final int[] WIDTHS = {
        318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636, 636,
        636, 636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656,
        557, 863, 748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500, 500, 613,
        635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818,
        592, 592, 525, 636, 337, 636, 838
    };

    /** Designers copy from the examples, labels included. */
    static List<Model> drawings() {
        return Stream.concat(models().stream(), ModelRulesTest.examples().stream())
                .toList();
    }

    static List<Model> models() {
        return ModelRulesTest.models();
    }

    private record Point(double x, double y) {}

    private record Box(String id, double left, double top, double right, double bottom) {

        static Box of(String id, Bounds bounds) {
            return new Box(
                    id,
                    bounds.getX(),
                    bounds.getY(),
                    bounds.getX() + bounds.getWidth(),
                    bounds.getY() + bounds.getHeight());
        }

        boolean overlaps(Box other) {
            return left < other.right - NEAR
                    && other.left < right - NEAR
                    && top < other.bottom - NEAR
                    && other.top < bottom - NEAR;
        }

        boolean contains(Box other) {
            return left <= other.left && top <= other.top && right >= other.right && bottom >= other.bottom;
        }

        Point centre() {
            return new Point((left + right) / 2, (top + bottom) / 2);
        }

        /** Whether a point is the middle of a side. */
        boolean hasMiddleAt(Point point) {
            return near(point.x, centre().x) && (near(point.y, top) || near(point.y, bottom))
                    || near(point.y, centre().y) && (near(point.x, left) || near(point.x, right));
        }
    }

    private record Line(String flow, Point from, Point to) {

        boolean isVertical() {
            return near(from.x, to.x);
        }

        boolean isOrthogonal() {
            return near(from.x, to.x) || near(from.y, to.y);
        }

        Box box() {
            return new Box(
                    flow,
                    Math.min(from.x, to.x),
                    Math.min(from.y, to.y),
                    Math.max(from.x, to.x),
                    Math.max(from.y, to.y));
        }

        boolean crosses(Line other) {
            if (isVertical() == other.isVertical()) {
                return false;
            }
            Box vertical = (isVertical() ? this : other).box();
            Box horizontal = (isVertical() ? other : this).box();
            return vertical.left > horizontal.left + NEAR
                    && vertical.left < horizontal.right - NEAR
                    && horizontal.top > vertical.top + NEAR
                    && horizontal.top < vertical.bottom - NEAR;
        }

        boolean runsThrough(Box shape) {
            Box line = box();
            return line.left < shape.right - NEAR
                    && line.right > shape.left + NEAR
                    && line.top < shape.bottom - NEAR
                    && line.bottom > shape.top + NEAR;
        }
    }

    private static boolean near(double one, double other) {
        return Math.abs(one - other) <= NEAR;
    }

    private static Collection<BpmnShape> shapes(Model model) {
        return model.all(BpmnShape.class);
    }

    private static Box box(BpmnShape shape) {
        return Box.of(shape.getBpmnElement().getId(), shape.getBounds());
    }

    private static Box box(Model model, BaseElement element) {
        return shapes(model).stream()
                .filter(shape -> shape.getBpmnElement().equals(element))
                .map(DiagramRulesTest::box)
                .findFirst()
                .orElseThrow(() -> new AssertionError(element.getId() + " is not drawn"));
    }

    private static List<Point> points(BpmnEdge edge) {
        return edge.getWaypoints().stream()
                .map((Waypoint point) -> new Point(point.getX(), point.getY()))
                .toList();
    }

    private static List<Line> lines(Model model) {
        List<Line> lines = new ArrayList<>();
        for (BpmnEdge edge : model.all(BpmnEdge.class)) {
            List<Point> points = points(edge);
            for (int i = 1; i < points.size(); i++) {
                lines.add(new Line(edge.getBpmnElement().getId(), points.get(i - 1), points.get(i)));
            }
        }
        return lines;
    }

    private static List<Box> labels(Model model) {
        return Stream.concat(
                        shapes(model).stream().map(shape -> label(shape.getBpmnElement(), shape.getBpmnLabel())),
                        model.all(BpmnEdge.class).stream()
                                .map(edge -> label(edge.getBpmnElement(), edge.getBpmnLabel())))
                .filter(box -> box != null)
                .toList();
    }

    private static Box label(BaseElement element, BpmnLabel label) {
        return label == null || label.getBounds() == null ? null : Box.of(element.getId(), label.getBounds());
    }

    @ParameterizedTest
    @MethodSource("models")
    @DisplayName("All is drawn, and fits one screen")
    void oneScreen(Model model) {
        assertThat(model.all(FlowNode.class)).allSatisfy(node -> box(model, node));
        assertThat(model.all(BpmnEdge.class).stream().map(BpmnEdge::getBpmnElement))
                .containsAll(model.all(SequenceFlow.class))
                .containsAll(model.all(Association.class));

        List<Box> all = new ArrayList<>(labels(model));
        shapes(model).forEach(shape -> all.add(box(shape)));
        lines(model).forEach(line -> all.add(line.box()));
        double width = max(all, true) - min(all, true);
        double height = max(all, false) - min(all, false);
        assertThat(width).as("width of the diagram").isLessThanOrEqualTo(WIDEST);
        assertThat(height).as("height of the diagram").isLessThanOrEqualTo(HIGHEST);
    }

    private static double max(List<Box> all, boolean across) {
        return all.stream()
                .mapToDouble(box -> across ? box.right : box.bottom)
                .max()
                .orElseThrow();
    }

    private static double min(List<Box> all, boolean across) {
        return all.stream()
                .mapToDouble(box -> across ? box.left : box.top)
                .min()
                .orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("models")
    @DisplayName("Tasks, events and gateways have the sizes that everybody knows")
    void sizes(Model model) {
        for (BpmnShape shape : shapes(model)) {
            BaseElement element = shape.getBpmnElement();
            Bounds bounds = shape.getBounds();
            if (element instanceof SubProcess) {
                assertThat(shape.isExpanded()).as(element.getId()).isTrue();
            } else if (element instanceof Activity) {
                assertThat(List.of(bounds.getWidth(), bounds.getHeight()))
                        .as(element.getId())
                        .containsExactly(100.0, 80.0);
            } else if (element instanceof Event) {
                assertThat(List.of(bounds.getWidth(), bounds.getHeight()))
                        .as(element.getId())
                        .containsExactly(36.0, 36.0);
            } else if (element instanceof Gateway) {
                assertThat(List.of(bounds.getWidth(), bounds.getHeight()))
                        .as(element.getId())
                        .containsExactly(50.0, 50.0);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    @DisplayName("Nothing lies on anything else, labels included")
    void nothingOverlaps(Model model) {
        List<BpmnShape> shapes = List.copyOf(shapes(model));
        List<String> overlaps = new ArrayList<>();
        for (int i = 0; i < shapes.size(); i++) {
            for (int j = i + 1; j < shapes.size(); j++) {
                if (box(shapes.get(i)).overlaps(box(shapes.get(j))) && !belong(shapes.get(i), shapes.get(j))) {
                    overlaps.add(box(shapes.get(i)).id() + " and "
                            + box(shapes.get(j)).id());
                }
            }
        }
        List<Box> labels = labels(model);
        for (int i = 0; i < labels.size(); i++) {
            Box label = labels.get(i);
            for (BpmnShape shape : shapes) {
                boolean around = shape.getBpmnElement() instanceof SubProcess
                        && box(shape).contains(label);
                if (label.overlaps(box(shape)) && !around) {
                    overlaps.add(
                            "the label of " + label.id() + " and " + box(shape).id());
                }
            }
            for (int j = i + 1; j < labels.size(); j++) {
                if (label.overlaps(labels.get(j))) {
                    overlaps.add("the labels of " + label.id() + " and "
                            + labels.get(j).id());
                }
            }
        }
        assertThat(overlaps).isEmpty();
    }

    /** A boundary event sits on the border of its activity, and a subprocess holds what is in it. */
    private static boolean belong(BpmnShape one, BpmnShape other) {
        return isOn(one, other)
                || isOn(other, one)
                || one.getBpmnElement() instanceof SubProcess && box(one).contains(box(other))
                || other.getBpmnElement() instanceof SubProcess && box(other).contains(box(one));
    }

    private static boolean isOn(BpmnShape event, BpmnShape host) {
        if (!(event.getBpmnElement() instanceof BoundaryEvent boundary)
                || !boundary.getAttachedTo().equals(host.getBpmnElement())) {
            return false;
        }
        Point centre = box(event).centre();
        Box border = box(host);
        return near(centre.x, border.left)
                || near(centre.x, border.right)
                || near(centre.y, border.top)
                || near(centre.y, border.bottom);
    }

    @ParameterizedTest
    @MethodSource("drawings")
    @DisplayName("No label breaks inside a word: each is as wide as its longest one")
    void labelsAreWideEnough(Model model) {
        List<String> narrow = new ArrayList<>();
        for (BpmnShape shape : shapes(model)) {
            BaseElement element = shape.getBpmnElement();
            boolean named = element instanceof Activity && !(element instanceof SubProcess);
            double room = named ? ROOM_FOR_NAME : width(shape.getBpmnLabel());
            check(element, room, named ? NAME_SIZE : LABEL_SIZE, narrow);
        }
        for (BpmnEdge edge : model.all(BpmnEdge.class)) {
            check(edge.getBpmnElement(), width(edge.getBpmnLabel()), LABEL_SIZE, narrow);
        }
        assertThat(narrow).isEmpty();
    }

    /** @return the parts between which a line may break */
    static List<String> words(String text) {
        return List.of(text.strip().split("(?<=-)|\\s+"));
    }

    /** @return how wide a text is in one line */
    static double width(String text, double size) {
        return text.chars()
                        .map(c -> c >= ' ' && c <= '~' ? WIDTHS[c - ' '] : 600)
                        .sum()
                * size
                / 1000;
    }

    /** Without bounds of its own a label may be as wide as bpmn-js makes it. */
    private static double width(BpmnLabel label) {
        return label == null || label.getBounds() == null
                ? 90
                : label.getBounds().getWidth();
    }

    private static void check(BaseElement element, double room, double size, List<String> narrow) {
        String name = element.getAttributeValue("name");
        if (name == null) {
            return;
        }
        for (String word : words(name)) {
            double width = width(word, size);
            if (width > room) {
                narrow.add("'%s' of %s is %.0f wide, its label %.0f; make it wider"
                        .formatted(word, element.getId(), Math.ceil(width), room));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    @DisplayName("Flows run straight or around a corner, from the middle of a side to the middle of a side")
    void flowsAreOrthogonal(Model model) {
        assertThat(lines(model)).allMatch(Line::isOrthogonal);
        for (BpmnEdge edge : model.all(BpmnEdge.class)) {
            if (edge.getBpmnElement() instanceof SequenceFlow flow) {
                List<Point> points = points(edge);
                assertThat(box(model, flow.getSource()).hasMiddleAt(points.get(0)))
                        .as("%s leaves the middle of a side", flow.getId())
                        .isTrue();
                assertThat(box(model, flow.getTarget()).hasMiddleAt(points.get(points.size() - 1)))
                        .as("%s enters at the middle of a side", flow.getId())
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    @DisplayName("Flows cross neither each other nor what they do not belong to")
    void flowsDoNotCross(Model model) {
        List<Line> lines = lines(model);
        List<String> crossings = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            for (int j = i + 1; j < lines.size(); j++) {
                if (!line.flow().equals(lines.get(j).flow()) && line.crosses(lines.get(j))) {
                    crossings.add(line.flow() + " crosses " + lines.get(j).flow());
                }
            }
            for (BpmnShape shape : shapes(model)) {
                if (!(shape.getBpmnElement() instanceof SubProcess) && line.runsThrough(box(shape))) {
                    crossings.add(line.flow() + " runs through " + box(shape).id());
                }
            }
            for (Box label : labels(model)) {
                if (line.runsThrough(label)) {
                    crossings.add(line.flow() + " runs through the label of " + label.id());
                }
            }
        }
        assertThat(crossings).isEmpty();
    }
}
