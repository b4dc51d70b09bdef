package io.rapport.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.rapport.contactpolicy.PolicyDecisionService;
import io.rapport.contactpolicy.PolicyVocabulary;
import io.rapport.gate.Finding;
import io.rapport.gate.ShippedGate;
import io.rapport.journey.step.Facts;
import io.rapport.testing.ShippedTables;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Period;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.dmn.engine.DmnDecision;
import org.camunda.bpm.dmn.engine.DmnDecisionTableResult;
import org.camunda.bpm.dmn.engine.DmnEngine;
import org.camunda.bpm.dmn.engine.DmnEngineConfiguration;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.variable.VariableMap;
import org.camunda.bpm.engine.variable.Variables;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.BaseElement;
import org.camunda.bpm.model.bpmn.instance.BusinessRuleTask;
import org.camunda.bpm.model.bpmn.instance.CallActivity;
import org.camunda.bpm.model.bpmn.instance.EndEvent;
import org.camunda.bpm.model.bpmn.instance.FlowElement;
import org.camunda.bpm.model.bpmn.instance.Message;
import org.camunda.bpm.model.bpmn.instance.MessageEventDefinition;
import org.camunda.bpm.model.bpmn.instance.Process;
import org.camunda.bpm.model.bpmn.instance.ReceiveTask;
import org.camunda.bpm.model.bpmn.instance.SendTask;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;
import org.camunda.bpm.model.bpmn.instance.StartEvent;
import org.camunda.bpm.model.bpmn.instance.Task;
import org.camunda.bpm.model.bpmn.instance.UserTask;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaIn;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaInputOutput;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaInputParameter;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaProperties;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaProperty;
import org.camunda.bpm.model.dmn.Dmn;
import org.camunda.bpm.model.dmn.instance.Decision;
import org.camunda.bpm.model.dmn.instance.DecisionTable;
import org.camunda.bpm.model.xml.instance.ModelElementInstance;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.stereotype.Component;

@DisplayName("Models, forms, tables and templates keep the rules that designers were given")
@Tag("slow")
class ModelRulesTest {

    /** What staff get of complaints that no journey handles; ComplaintTest shows them sent. */
    private static final Set<String> SENT_BESIDE_JOURNEYS = Set.of("complaint-refused", "complaint-repeated");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final YAMLMapper YAML = new YAMLMapper();
    /** What dmn-js leaves at the edges of a cell, and how wide it draws each character of an expression. */
    private static final int CELL_EDGES = 9;

    private static final double CELL_CHARACTER = 7.83;
    private static final int HEADING_EDGES = 22;
    private static final double HEADING_SIZE = 16;
    private static final int HEADING_LINES = 3;

    private static final String WIDTHS = "http://bpmn.io/schema/dmn/biodi/2.0";
    private static final Pattern SPEAKING = Pattern.compile("[a-z]+(-[a-z0-9]+)*");
    private static final Pattern BEAN = Pattern.compile("\\$\\{([a-zA-Z]+)}");
    private static final Pattern FACT = Pattern.compile("\\b([a-zA-Z]+Facts)\\.([a-zA-Z]+)\\(");
    private static final Pattern CHINESE = Pattern.compile("\\p{IsHan}");
    private static final Pattern ENGLISH = Pattern.compile("[A-Za-z]{2}");
    /** Tasks of which somebody learns by their model: complaints at risk, broken promises, missed visits, the law's month. */
    private static final Set<String> SEEN_TO_BY_ITS_JOURNEY = Set.of(
            "investigate",
            "approve-compensation",
            "keep-promise",
            "call-or-visit",
            "check-identity",
            "handle-request",
            "deliver-answer");

    private static final Set<String> KINDS =
            Set.of("customer", "order", "complaint", "contact", "promise", "request", "schedule");

    /** One model of {@code processes/}, read anew for each test class. */
    record Model(Path file, BpmnModelInstance xml) {

        String key() {
            return file.getFileName().toString().replace(".bpmn", "");
        }

        Process process() {
            Collection<Process> processes = xml.getModelElementsByType(Process.class);
            assertThat(processes).as("processes in %s", file).hasSize(1);
            return processes.iterator().next();
        }

        <T extends ModelElementInstance> Collection<T> all(Class<T> type) {
            return xml.getModelElementsByType(type);
        }

        @Override
        public String toString() {
            return key();
        }
    }

    /** Each rule walks over them; none changes them. */
    private static final List<Model> MODELS = models("processes");

    static List<Model> models() {
        return MODELS;
    }

    /** What designers copy from. */
    static List<Model> examples() {
        return models("docs/examples");
    }

    private static List<Model> models(String folder) {
        return files(folder, ".bpmn").stream()
                .map(file -> new Model(file, Bpmn.readModelFromFile(file.toFile())))
                .toList();
    }

    static List<Path> forms() {
        return files("forms", ".form");
    }

    static List<Path> tables() {
        return files("processes", ".dmn");
    }

    static List<Path> templates() {
        return files(".camunda/element-templates", ".json");
    }

    private static List<Path> files(String folder, String ending) {
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            List<Path> found = files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
            assertThat(found).as("%s of %s", ending, folder).isNotEmpty();
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode read(ObjectMapper mapper, Path file) {
        try {
            return mapper.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // what the code offers to models

    private static final Map<String, JavaClass> STEPS = new TreeMap<>();
    private static final Map<String, JavaClass> FACTS = new TreeMap<>();

    static {
        for (JavaClass type : new ClassFileImporter().importPackages("io.rapport.journey.step")) {
            type.tryGetAnnotationOfType(Component.class)
                    .filter(bean -> type.isAssignableTo(JavaDelegate.class))
                    .ifPresent(bean -> STEPS.put(bean.value(), type));
            type.tryGetAnnotationOfType(Facts.class).ifPresent(bean -> FACTS.put(bean.value(), type));
        }
    }

    private static Set<String> eventTypes() {
        Set<String> types = new TreeSet<>();
        read(YAML, Path.of("processes/events.asyncapi.yaml"))
                .at("/components/messages")
                .forEach(message -> types.add(message.path("name").asText()));
        JsonNode raised = read(YAML, Path.of("processes/dates.yaml"));
        raised.path("dates").fieldNames().forEachRemaining(date -> types.add("date." + date));
        raised.path("festivals").fieldNames().forEachRemaining(festival -> types.add("date." + festival));
        raised.path("schedules").fieldNames().forEachRemaining(schedule -> types.add("schedule." + schedule));
        read(YAML, Path.of("processes/segments.yaml"))
                .path("segments")
                .fieldNames()
                .forEachRemaining(
                        segment -> types.addAll(Set.of("segment.entered." + segment, "segment.left." + segment)));
        return types;
    }

    private static Map<String, String> properties(BaseElement element) {
        if (element.getExtensionElements() == null) {
            return Map.of();
        }
        return element.getExtensionElements().getElementsQuery().filterByType(CamundaProperties.class).list().stream()
                .flatMap(properties -> properties.getCamundaProperties().stream())
                .collect(Collectors.toMap(CamundaProperty::getCamundaName, CamundaProperty::getCamundaValue));
    }

    private static Map<String, String> inputs(BaseElement element) {
        if (element.getExtensionElements() == null) {
            return Map.of();
        }
        Map<String, String> inputs = new LinkedHashMap<>();
        for (CamundaInputOutput both : element.getExtensionElements()
                .getElementsQuery()
                .filterByType(CamundaInputOutput.class)
                .list()) {
            for (CamundaInputParameter input : both.getCamundaInputParameters()) {
                inputs.put(input.getCamundaName(), input.getTextContent().strip());
            }
        }
        return inputs;
    }

    private static Optional<String> step(ModelElementInstance task) {
        String expression = attribute(task, "delegateExpression");
        if (expression == null) {
            return Optional.empty();
        }
        Matcher bean = BEAN.matcher(expression);
        return bean.matches() ? Optional.of(bean.group(1)) : Optional.of(expression);
    }

    private static String attribute(ModelElementInstance element, String name) {
        return element.getAttributeValueNs("http://camunda.org/schema/1.0/bpmn", name);
    }

    private static List<Task> steps(Model model) {
        List<Task> steps = new ArrayList<>(model.all(ServiceTask.class));
        steps.addAll(model.all(SendTask.class));
        return steps;
    }

    @Test
    @DisplayName("The gate has nothing against them")
    void gate() {
        assertThat(ShippedGate.check(ShippedGate.files()))
                .filteredOn(Finding::isError)
                .extracting(Finding::text)
                .isEmpty();
    }

    // processes

    @ParameterizedTest
    @MethodSource("models")
    @DisplayName("A process is named as its file, runs, is kept for a time, and says what it is about and whose it is")
    void process(Model model) {
        Process process = model.process();
        assertThat(process.getId()).isEqualTo(model.key());
        assertThat(process.getId()).matches(SPEAKING);
        assertThat(process.getName()).isNotBlank();
        assertThat(process.isExecutable()).isTrue();
        assertThat(process.getDocumentations()).as("what the journey is for").isNotEmpty();
        assertThat(Period.parse(process.getCamundaHistoryTimeToLiveString()).getDays())
                .isPositive();

        Map<String, String> properties = properties(process);
        assertThat(properties.get("about")).isIn(KINDS);
        assertThat(properties.get("owner")).isNotBlank().matches(SPEAKING);
        if (startMessages(model).isEmpty()) {
            assertThat(properties)
                    .as("a called process starts when it is called")
                    .doesNotContainKey("reentry");
        } else {
            assertThat(properties.get("reentry")).matches("once|while-not-running|after P\\d+[DWMY]");
        }
    }

    private static List<String> startMessages(Model model) {
        return model.process().getChildElementsByType(StartEvent.class).stream()
                .flatMap(start -> start.getEventDefinitions().stream())
                .filter(MessageEventDefinition.class::isInstance)
                .map(definition ->
                        ((MessageEventDefinition) definition).getMessage().getName())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("models")
    @DisplayName("Ids speak: words with hyphens, none that a tool made up")
    void ids(Model model) {
        List<String> ids = Stream.concat(
                        model.all(FlowElement.class).stream().map(FlowElement::getId),
                        model.all(Message.class).stream().map(Message::getId))
                .toList();
        assertThat(ids).allSatisfy(id -> assertThat(id).matches(SPEAKING));
        // Modeler's own: Activity_0abc123, Flow_1x2y3z4
        assertThat(ids).noneMatch(id -> id.matches("(?i)(activity|event|gateway|flow|message)[-_][0-9][0-9a-z]{6}"));
    }

    @ParameterizedTest
    @MethodSource("models")
    @DisplayName("There is an exit with an outcome, and each outcome is a word that insight can count")
    void exits(Model model) {
        List<String> outcomes = model.all(EndEvent.class).stream()
                .map(end -> properties(end).get("outcome"))
                .filter(outcome -> outcome != null)
                .toList();
        assertThat(outcomes).isNotEmpty().doesNotHaveDuplicates();
        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome).matches(SPEAKING));
        assertThat(model.all(EndEvent.class))
                .allSatisfy(end ->
                        assertThat(end.getName()).as("name of %s", end.getId()).isNotBlank());
    }

    @ParameterizedTest
    @MethodSource("models")
    @DisplayName("Every message waited for is an event type, and the journey is about something that its event names")
    void messages(Model model) {
        assertThat(model.all(Message.class)).allSatisfy(message -> {
            assertThat(message.getName()).isIn(eventTypes());
            assertThat(message.getId()).isEqualTo("message-" + message.getName().replace('.', '-'));
        });
        assertThat(model.all(ReceiveTask.class)).allSatisfy(receive -> assertThat(receive.getMessage())
                .as("message of %s", receive.getId())
                .isNotNull());
        String about = properties(model.process()).get("about");
        JsonNode catalogue =
                read(YAML, Path.of("processes/events.asyncapi.yaml")).at("/components/messages");
        for (String type : startMessages(model)) {
            assertThat(about.equals(type.startsWith("schedule.") ? "schedule" : "customer")
                            || catalogue.path(type).at("/x-rapport/references").has(about)
                            || catalogue
                                    .path(type)
                                    .at("/x-rapport/leadsTo")
                                    .toString()
                                    .contains('"' + about + '"'))
                    .as("%s starts %s, which is about a %s that the event must name", type, model, about)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    @DisplayName("Every step is of the vocabulary, drawn with its template, and given the inputs that it knows")
    void vocabulary(Model model) {
        for (Task task : steps(model)) {
            String bean = step(task).orElse(null);
            assertThat(bean).as("step of %s", task.getId()).isIn(STEPS.keySet());
            JsonNode template = template(bean);
            assertThat(attribute(task, "modelerTemplate"))
                    .as("template of %s", task.getId())
                    .isEqualTo(template.path("id").asText());
            assertThat(bindings(template, "camunda:inputParameter"))
                    .as("inputs of %s", task.getId())
                    .containsAll(inputs(task).keySet());
            boolean sends = bean.equals("sendMessage") || bean.equals("notifyQueue");
            assertThat(task instanceof SendTask)
                    .as("%s is a send task if it sends", task.getId())
                    .isEqualTo(sends);
        }
    }

    // messages

    @ParameterizedTest
    @MethodSource("models")
    @DisplayName("Every message sent is written in each language offered, and of a category that fits whom it goes to")
    void sends(Model model) {
        List<String> offered = new ArrayList<>();
        read(YAML, Path.of("messages/brand.yaml")).path("locales").forEach(locale -> offered.add(locale.asText()));
        assertThat(offered).contains("en", "zh-CN");
        for (Task task : model.all(SendTask.class)) {
            Path folder = Path.of("messages", inputs(task).getOrDefault("message", "?"));
            assertThat(folder.resolve("message.yaml")).as(task.getId()).exists();
            assertThat(offered).allSatisfy(locale -> assertThat(folder.resolve(locale + ".mjml"))
                    .as(task.getId())
                    .exists());
            boolean internal = read(YAML, folder.resolve("message.yaml"))
                    .path("category")
                    .asText()
                    .equals("internal");
            assertThat(internal)
                    .as("%s: staff get internal messages, customers all others", task.getId())
                    .isEqualTo(step(task).orElseThrow().equals("notifyQueue"));
        }
        for (Task task : steps(model)) {
            String queue = inputs(task).get("queue");
            if (queue != null) {
                assertThat(ShippedGate.staff().queues())
                        .as("queue of %s", task.getId())
                        .containsKey(queue);
            }
        }
    }

    @Test
    @DisplayName("No message is written in vain")
    void everyMessageIsSent() throws IOException {
        // an escalation tells a queue, too
        Set<String> sent = models().stream()
                .flatMap(model -> steps(model).stream())
                .map(task -> inputs(task).get("message"))
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        sent.addAll(SENT_BESIDE_JOURNEYS);
        try (Stream<Path> folders = Files.list(Path.of("messages"))) {
            assertThat(folders.filter(folder -> Files.exists(folder.resolve("message.yaml")))
                            .map(folder -> folder.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(sent);
        }
    }

    // user tasks

    @ParameterizedTest
    @MethodSource("models")
    @DisplayName("Every user task has a form, the newest, and leaves queue, priority and due date to the table")
    void userTasks(Model model) {
        for (UserTask task : model.all(UserTask.class)) {
            Path form = Path.of("forms", attribute(task, "formRef") + ".form");
            assertThat(form).as(task.getId()).exists();
            assertThat(read(JSON, form).path("id").asText()).isEqualTo(attribute(task, "formRef"));
            assertThat(attribute(task, "formRefBinding")).as(task.getId()).isEqualTo("latest");
            for (String decided : List.of(
                    "assignee",
                    "candidateUsers",
                    "candidateGroups",
                    "priority",
                    "dueDate",
                    "followUpDate",
                    "formKey")) {
                assertThat(attribute(task, decided))
                        .as("%s of %s", decided, task.getId())
                        .isNull();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    @DisplayName(
            "staff-routing gives every user task a queue, a priority and a due time, and says when it comes before a lead, whatever the case")
    void routing(Model model) throws IOException {
        DmnEngine engine =
                DmnEngineConfiguration.createDefaultDmnEngineConfiguration().buildEngine();
        DmnDecision table;
        try (InputStream in = Files.newInputStream(Path.of("processes/staff-routing.dmn"))) {
            table = engine.parseDecision("staff-routing", in);
        }
        var queues = ShippedGate.staff().queues();
        for (UserTask task : model.all(UserTask.class)) {
            for (String severity : new String[] {null, "normal", "high", "critical"}) {
                for (boolean reopened : new boolean[] {false, true}) {
                    for (double value : new double[] {0, 999.99, 1_000, 50_000}) {
                        String tier = value < 1_000 ? "" : "intimate";
                        VariableMap facts = Variables.createVariables()
                                .putValue("task", task.getId())
                                .putValue("severity", severity)
                                .putValue("reopened", reopened)
                                .putValue("value", value)
                                .putValue("tier", tier);
                        DmnDecisionTableResult routes = engine.evaluateDecisionTable(table, facts);
                        assertThat(routes).as("%s", facts).hasSize(1);
                        assertThat(queues)
                                .as("%s", facts)
                                .containsKey(routes.getSingleResult().getEntry("queue"));
                        assertThat(((Number) routes.getSingleResult().getEntry("priority")).intValue())
                                .as("%s", facts)
                                .isBetween(0, 100);
                        assertThat(((Number) routes.getSingleResult().getEntry("workingHours")).doubleValue())
                                .as("%s", facts)
                                .isPositive();
                        if (!SEEN_TO_BY_ITS_JOURNEY.contains(task.getId())) {
                            assertThat((Object) routes.getSingleResult().getEntry("escalationHours"))
                                    .as("%s", facts)
                                    .isNotNull();
                            assertThat(queues.get(routes.getSingleResult()
                                                    .getEntry("queue")
                                                    .toString())
                                            .lead())
                                    .as("%s", facts)
                                    .isNotNull();
                        }
                    }
                }
            }
        }
    }

    @Test
    @DisplayName("staff-routing has no rule for a task that there is not")
    void noDeadRoutes() throws IOException {
        Set<String> tasks = models().stream()
                .flatMap(model -> model.all(UserTask.class).stream())
                .map(UserTask::getId)
                .collect(Collectors.toSet());
        Matcher named = Pattern.compile("if-task\"?>\\s*<text>\"([^\"]+)\"")
                .matcher(Files.readString(Path.of("processes/staff-routing.dmn")));
        Set<String> routed = new TreeSet<>();
        while (named.find()) {
            routed.add(named.group(1));
        }
        assertThat(routed).containsExactlyInAnyOrderElementsOf(tasks);
    }

    // calls and decisions

    @ParameterizedTest
    @MethodSource("models")
    @DisplayName("What is called or asked is there, the newest, and about the same thing")
    void callsAndDecisions(Model model) {
        for (CallActivity call : model.all(CallActivity.class)) {
            Path called = Path.of("processes", call.getCalledElement() + ".bpmn");
            assertThat(called).as(call.getId()).exists();
            assertThat(call.getCamundaCalledElementBinding()).as(call.getId()).isNull();
            assertThat(call.getExtensionElements()
                            .getElementsQuery()
                            .filterByType(CamundaIn.class)
                            .list())
                    .as("%s hands on what the journey is about", call.getId())
                    .anySatisfy(
                            in -> assertThat(in.getCamundaBusinessKey()).isEqualTo("#{execution.processBusinessKey}"));
            Model other = new Model(called, Bpmn.readModelFromFile(called.toFile()));
            assertThat(properties(other.process()).get("about"))
                    .isEqualTo(properties(model.process()).get("about"));
        }
        for (BusinessRuleTask rule : model.all(BusinessRuleTask.class)) {
            assertThat(Path.of("processes", rule.getCamundaDecisionRef() + ".dmn"))
                    .as(rule.getId())
                    .exists();
            assertThat(rule.getCamundaDecisionRefBinding()).as(rule.getId()).isNull();
        }
    }

    @ParameterizedTest
    @MethodSource("tables")
    @DisplayName(
            "A file of tables is named as its first one; each says what it decides, and of every rule why it is there")
    void decisionTable(Path file) {
        Collection<Decision> decisions = Dmn.readModelFromFile(file.toFile()).getModelElementsByType(Decision.class);
        assertThat(decisions).isNotEmpty();
        assertThat(decisions.iterator().next().getId() + ".dmn")
                .isEqualTo(file.getFileName().toString());
        for (Decision decision : decisions) {
            assertThat(decision.getId()).matches(SPEAKING);
            assertThat(decision.getName()).isNotBlank();
            assertThat(decision.getDescription()).as("what the table decides").isNotNull();
            assertThat(decision.getCamundaHistoryTimeToLiveString()).isNotBlank();
            assertThat(decision.getModelInstance()
                            .getModelElementsByType(org.camunda.bpm.model.dmn.instance.Rule.class))
                    .isNotEmpty()
                    .allSatisfy(rule -> assertThat(rule.getDescription())
                            .as("why rule %s is there", rule.getId())
                            .isNotNull());
        }
    }

    @ParameterizedTest
    @MethodSource("tables")
    @DisplayName("A table is as wide as a screen at the most: each column says how wide it is")
    void widths(Path file) {
        for (DecisionTable table : Dmn.readModelFromFile(file.toFile()).getModelElementsByType(DecisionTable.class)) {
            int columns = both(table.getInputs(), table.getOutputs()).stream()
                    .mapToInt(ModelRulesTest::width)
                    .sum();
            assertThat(columns + Integer.parseInt(table.getAttributeValueNs(WIDTHS, "annotationsWidth")))
                    .as(table.getId())
                    .isLessThanOrEqualTo(1_800);
        }
    }

    @ParameterizedTest
    @MethodSource("tables")
    @DisplayName(
            "No cell and no heading of a table breaks inside a word, and no heading is cut off: each column is as wide as it needs")
    void cellsAreWideEnough(Path file) {
        List<String> broken = new ArrayList<>();
        for (DecisionTable table : Dmn.readModelFromFile(file.toFile()).getModelElementsByType(DecisionTable.class)) {
            List<ModelElementInstance> columns = both(table.getInputs(), table.getOutputs());
            for (ModelElementInstance column : columns) {
                if (headingLines(column) > HEADING_LINES) {
                    broken.add("the heading of column %s is cut off; widen it"
                            .formatted(column.getAttributeValue("label")));
                }
                for (String word : DiagramRulesTest.words(column.getAttributeValue("label"))) {
                    if (DiagramRulesTest.width(word, HEADING_SIZE) > width(column) - HEADING_EDGES) {
                        broken.add("'%s' over column %s; widen it".formatted(word, column.getAttributeValue("label")));
                    }
                }
            }
            table.getRules().forEach(rule -> {
                List<ModelElementInstance> cells = both(rule.getInputEntries(), rule.getOutputEntries());
                for (int i = 0; i < cells.size(); i++) {
                    ModelElementInstance column = columns.get(i);
                    for (String word : DiagramRulesTest.words(cells.get(i).getTextContent())) {
                        if (word.length() * CELL_CHARACTER > width(column) - CELL_EDGES) {
                            broken.add(
                                    "'%s' in rule %s, column %s; write a space behind each comma, or widen the column"
                                            .formatted(word, rule.getId(), column.getAttributeValue("label")));
                        }
                    }
                }
            });
        }
        assertThat(broken).isEmpty();
    }

    /** @return how many lines the heading of a column takes; what is behind the third is not shown */
    private static int headingLines(ModelElementInstance column) {
        int lines = 1;
        String line = "";
        for (String word : column.getAttributeValue("label").split(" ")) {
            String longer = line.isEmpty() ? word : line + " " + word;
            boolean fits = DiagramRulesTest.width(longer, HEADING_SIZE) <= width(column) - HEADING_EDGES;
            lines += fits || line.isEmpty() ? 0 : 1;
            line = fits ? longer : word;
        }
        return lines;
    }

    private static int width(ModelElementInstance column) {
        return Integer.parseInt(column.getAttributeValueNs(WIDTHS, "width"));
    }

    private static List<ModelElementInstance> both(
            Collection<? extends ModelElementInstance> inputs, Collection<? extends ModelElementInstance> outputs) {
        return Stream.<ModelElementInstance>concat(inputs.stream(), outputs.stream())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("tables")
    @DisplayName(
            "A table decides by its inputs alone, never by the engine's clock: so that equal cases are decided alike")
    void tablesHaveNoClock(Path file) {
        assertThat(Dmn.readModelFromFile(file.toFile())
                        .getModelElementsByType(org.camunda.bpm.model.dmn.instance.Text.class))
                .extracting(ModelElementInstance::getTextContent)
                .isNotEmpty()
                .noneMatch(text -> text.matches("(?s).*\\b(now|today)\\s*\\(.*"));
    }

    @Test
    @DisplayName("contact-policy knows the outcomes and waits that messaging knows, and always has a rule that fits")
    void contactPolicy() {
        PolicyDecisionService rules = ShippedTables.read();
        Map<String, Object> facts = new HashMap<>();
        PolicyVocabulary.OWN.facts().forEach((fact, values) -> facts.put(fact, values.get(0)));
        facts.put("reachable", true);
        for (String category : List.of("transactional", "service", "care", "promotional", "internal")) {
            for (String channel : PolicyVocabulary.CHANNELS) {
                for (String consent : List.of("granted", "withdrawn", "unknown")) {
                    for (String cap : List.of("none", "category", "total")) {
                        facts.put("category", category);
                        facts.put("channel", channel);
                        facts.put("consent", consent);
                        facts.put("cap", cap);
                        PolicyDecisionService.RuleResult ruling = rules.decide(facts);
                        assertThat(ruling.outcome()).isIn("SEND", "DEFER", "WITHHOLD");
                        assertThat(ruling.rule()).matches(SPEAKING);
                        assertThat(ruling.reason()).isNotBlank();
                    }
                }
            }
        }
    }

    // forms

    @ParameterizedTest
    @MethodSource("forms")
    @DisplayName("A form says everything in English, and belongs to a task")
    void form(Path file) {
        JsonNode form = read(JSON, file);
        assertThat(form.path("id").asText() + ".form")
                .isEqualTo(file.getFileName().toString());
        assertThat(models().stream().flatMap(model -> model.all(UserTask.class).stream()))
                .as("a task that shows %s", file)
                .anyMatch(task -> form.path("id").asText().equals(attribute(task, "formRef")));

        List<String> keys = new ArrayList<>();
        for (JsonNode field : form.path("components")) {
            String type = field.path("type").asText();
            assertThat(type).as("dynamic lists are broken in Tasklist").isNotEqualTo("dynamiclist");
            if (field.has("key")) {
                keys.add(field.path("key").asText());
                assertThat(field.path(type.equals("datetime") ? "dateLabel" : "label")
                                .asText())
                        .as("label of %s", field.path("key"))
                        .satisfies(ModelRulesTest::isEnglish);
            }
            if (type.equals("text")) {
                assertThat(field.path("text").asText()).satisfies(ModelRulesTest::isEnglish);
                assertThat(field.path("text").asText())
                        .as("what customers write is shown by html, which escapes it, never by text")
                        .doesNotContain("{{");
            }
            if (field.has("description")) {
                assertThat(field.path("description").asText()).satisfies(ModelRulesTest::isEnglish);
            }
            for (JsonNode option : field.path("values")) {
                assertThat(option.path("label").asText()).satisfies(ModelRulesTest::isEnglish);
                assertThat(option.path("value").asText()).matches(SPEAKING);
            }
        }
        assertThat(keys).isNotEmpty().doesNotHaveDuplicates();
        assertThat(keys).allSatisfy(key -> assertThat(key).matches("[a-z]+([A-Z][a-z]+)*"));
    }

    private static void isEnglish(String text) {
        assertThat(text).containsPattern(ENGLISH).doesNotContainPattern(CHINESE);
    }

    // element templates

    private static JsonNode template(String bean) {
        Path file = Path.of(
                ".camunda/element-templates",
                bean.replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT) + ".json");
        assertThat(file).as("template of the step %s", bean).exists();
        return read(JSON, file);
    }

    private static List<String> bindings(JsonNode template, String type) {
        List<String> names = new ArrayList<>();
        template.path("properties").forEach(property -> {
            if (property.at("/binding/type").asText().equals(type)) {
                names.add(property.at("/binding/name").asText());
            }
        });
        return names;
    }

    @Test
    @DisplayName("Every step has a template of its name, and every template a step")
    void everyStepHasATemplate() {
        assertThat(STEPS).hasSizeGreaterThan(8);
        Set<String> beans = new TreeSet<>();
        for (Path file : templates()) {
            for (JsonNode property : read(JSON, file).path("properties")) {
                if (property.at("/binding/name").asText().equals("camunda:delegateExpression")) {
                    Matcher bean = BEAN.matcher(property.path("value").asText());
                    assertThat(bean.matches()).as("%s", file).isTrue();
                    beans.add(bean.group(1));
                }
            }
        }
        assertThat(beans).containsExactlyElementsOf(STEPS.keySet());
    }

    @ParameterizedTest
    @MethodSource("templates")
    @DisplayName("A template is one that the Modeler reads for this platform")
    void elementTemplate(Path file) {
        JsonNode template = read(JSON, file);
        assertThat(template.path("id").asText() + ".json").isEqualTo("io.rapport." + file.getFileName());
        assertThat(template.path("name").asText()).isNotBlank();
        assertThat(template.path("description").asText()).isNotBlank();
        assertThat(template.path("appliesTo")).isNotEmpty();
        template.path("appliesTo").forEach(type -> assertThat(type.asText()).startsWith("bpmn:"));
        assertThat(template.at("/elementType/value").asText()).isIn("bpmn:ServiceTask", "bpmn:SendTask");
        assertThat(template.path("properties")).isNotEmpty();
        for (JsonNode property : template.path("properties")) {
            assertThat(property.path("type").asText()).isIn("Hidden", "String", "Text", "Boolean", "Dropdown");
            assertThat(property.at("/binding/type").asText())
                    .isIn("property", "camunda:property", "camunda:inputParameter", "camunda:outputParameter");
            assertThat(property.at("/binding/name").asText()
                            + property.at("/binding/source").asText())
                    .isNotBlank();
            if (property.path("type").asText().equals("Hidden")) {
                assertThat(property.path("value").asText()).isNotBlank();
            } else {
                assertThat(property.path("label").asText()).isNotBlank();
            }
            if (property.path("type").asText().equals("Dropdown")) {
                assertThat(property.path("choices")).isNotEmpty();
                property.path("choices").forEach(choice -> {
                    assertThat(choice.path("name").asText()).isNotBlank();
                    assertThat(choice.has("value")).isTrue();
                });
            }
        }
    }

    @Test
    @DisplayName("The template for sending offers the messages that there are")
    void sendTemplateOffersTheMessages() throws IOException {
        // the others are the product's own affair
        Set<String> offered = new TreeSet<>(SENT_BESIDE_JOURNEYS);
        for (String bean : List.of("sendMessage", "notifyQueue")) {
            for (JsonNode property : template(bean).path("properties")) {
                if (property.at("/binding/name").asText().equals("message")) {
                    property.path("choices")
                            .forEach(choice -> offered.add(choice.path("value").asText()));
                }
            }
        }
        try (Stream<Path> folders = Files.list(Path.of("messages"))) {
            assertThat(folders.filter(folder -> Files.exists(folder.resolve("message.yaml")))
                            .map(folder -> folder.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(offered);
        }
    }
}
