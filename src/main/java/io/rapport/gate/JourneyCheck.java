package io.rapport.gate;

import io.rapport.gate.Platform.EventFields;
import io.rapport.journey.Reentry;
import io.rapport.journey.StartWindow;
import io.rapport.journey.expression.Spelling;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks one process by itself: what it says of itself, how it starts and repeats, and the way through it. */
final class JourneyCheck {

    /** A diagram that anybody can read has a tenth of it. */
    static final int MOST_NODES = 500;

    /** As many steps as one delivery may take. */
    static final int MOST_REPETITIONS = 500;

    private static final List<String> OF_PROCESSES = List.of(
            "about",
            "owner",
            "reentry",
            "replaces",
            "startable-by-staff",
            "starts-within",
            "takes-over-from",
            "variables");

    /** What is read of a user task, and of an end event. */
    private static final Map<String, List<String>> OF_ELEMENTS = Map.of(
            "userTask", List.of("assigned-to", "four-eyes", "returns-to", "why"), "endEvent", List.of("outcome"));

    /** Models of before texts had files of their own have it at their tasks; it is read still. */
    private static final String OLDER = "title-zh";

    /** Each of these has one value that is read. */
    private static final Map<String, String> VALUES = Map.of("assigned-to", "adviser", "returns-to", "author");

    private static final Pattern WRITTEN_NUMBER = Pattern.compile("[$#]\\{\\s*(\\d+)\\s*}");

    private final ProcessModel model;
    private final ModelSet models;
    private final Platform platform;
    private final Findings findings;

    /** @param models what the process may call */
    JourneyCheck(ProcessModel model, ModelSet models, Platform platform, Findings findings) {
        this.model = model;
        this.models = models;
        this.platform = platform;
        this.findings = findings;
    }

    void check() {
        XmlElement process = model.element();
        if (model.nodes().size() > MOST_NODES) {
            add(Rule.MODEL_SIZE, process, model.nodes().size(), MOST_NODES);
            return;
        }
        if (Objects.toString(process.attribute("name"), "").isBlank()) {
            add(Rule.PROCESS_NAME, process);
        }
        TimeToLive.check(model.file(), process, process.camunda(TimeToLive.ATTRIBUTE), findings);
        process.visit(this::properties);
        new TimerCheck(model, platform, findings).check();
        identity(process);
        model.starts().forEach(this::start);
        process.visit(this::repetitions);
        process.visit(this::condition);
        new FlowCheck(model, models, platform, findings).check();
    }

    private void add(Rule rule, XmlElement place, Object... values) {
        findings.add(rule, model.file(), place, values);
    }

    private void properties(XmlElement element) {
        Set<String> names = new HashSet<>();
        element.extensions("properties")
                .flatMap(all -> all.children("property"))
                .forEach(property -> {
                    String name =
                            Objects.toString(property.attribute("name"), "").strip();
                    if (name.isEmpty()
                            || Objects.toString(property.attribute("value"), "").isBlank()) {
                        add(Rule.PROPERTY_EMPTY, property, name);
                    }
                    if (!names.add(name)) {
                        add(Rule.PROPERTY_TWICE, property, name);
                    }
                    List<String> read =
                            element.is("process") ? OF_PROCESSES : OF_ELEMENTS.getOrDefault(element.local(), List.of());
                    boolean unread = !read.isEmpty() && !read.contains(name) && !name.equals(OLDER);
                    if (unread && !name.isEmpty()) {
                        add(Rule.PROPERTY_UNKNOWN, property, name, String.join(", ", read));
                    }
                    if (element.is("userTask")) {
                        value(property, name);
                    }
                });
    }

    /** One that is misspelt would do nothing, and nobody would notice. */
    private void value(XmlElement property, String name) {
        String value = Objects.toString(property.attribute("value"), "").strip();
        String known = VALUES.get(name);
        if (known != null && !value.isEmpty() && !value.equals(known)) {
            add(Rule.PROPERTY_VALUE, property, name, value, Spelling.meant(value, List.of(known)), known);
        }
    }

    private void identity(XmlElement process) {
        Set<String> starts = model.startTypes();
        if (model.about().isEmpty()) {
            boolean foreign = starts.isEmpty();
            if (!foreign) {
                add(Rule.ABOUT_MISSING, process, misspelt(process), kinds());
            } else if (!platform.foreignModels()) {
                add(Rule.NOT_A_JOURNEY, process);
            }
            return;
        }
        String about = model.about().get();
        if (!platform.kinds().contains(about)) {
            add(Rule.ABOUT_UNKNOWN, process, about, kinds());
        } else {
            named(about);
        }
        if (process.property("owner").isEmpty()) {
            add(Rule.OWNER_MISSING, process);
        }
        String reentry = process.property("reentry").orElse(null);
        if (reentry == null && !starts.isEmpty()) {
            add(Rule.REENTRY_MISSING, process, about);
        }
        try {
            Reentry.parse(reentry);
        } catch (IllegalArgumentException e) {
            add(Rule.REENTRY, process, reentry);
        }
        process.property("starts-within").ifPresent(said -> startsWithin(process, said));
        process.property("startable-by-staff").ifPresent(said -> startableByStaff(process, about, said));
    }

    private void startsWithin(XmlElement process, String said) {
        try {
            StartWindow.parse(said);
        } catch (IllegalArgumentException e) {
            add(Rule.STARTS_WITHIN, process, said);
        }
    }

    /** Who starts it fills in a form that is made of the fields of its event. */
    private void startableByStaff(XmlElement process, String about, String said) {
        if (!said.equals("true") && !said.equals("false")) {
            add(Rule.STAFF_START, process, "'" + said + "'");
        }
        if (!said.equals("true")) {
            return;
        }
        if (model.startTypes().isEmpty()) {
            add(Rule.STAFF_START_FORM, process, "no message starts it");
        }
        for (String type : model.startTypes()) {
            EventFields event = platform.events().get(type);
            if (event != null && !event.namedByAField(about)) {
                add(Rule.STAFF_START_FORM, process, "no field of " + type + " names the " + about);
            } else if (event != null && !event.notForForms().isEmpty()) {
                add(
                        Rule.STAFF_START_FORM,
                        process,
                        type + " needs " + String.join(", ", event.notForForms()) + ", which no single field can hold");
            }
        }
    }

    private String misspelt(XmlElement process) {
        return process.extensions("properties")
                .flatMap(all -> all.children("property"))
                .map(property -> Objects.toString(property.attribute("name"), ""))
                .filter(name -> Spelling.nearest(name, List.of("about")).isPresent())
                .findFirst()
                .map(name -> ", unless '" + name + "' is meant for it")
                .orElse("");
    }

    private String kinds() {
        return String.join(", ", platform.kinds());
    }

    /** An event reaches only the instances whose business key is among its references. */
    private void named(String about) {
        for (XmlElement node : model.nodes().values()) {
            boolean catches = node.is("startEvent", "intermediateCatchEvent", "boundaryEvent", "receiveTask");
            if (!catches) {
                continue;
            }
            model.messageOf(node)
                    .filter(platform.events()::containsKey)
                    .filter(type -> isStart(node)
                            ? !platform.events().get(type).forItsSender()
                            : !platform.events().get(type).reachesOthers())
                    .filter(type -> !platform.events().get(type).references().contains(about))
                    .ifPresent(type -> add(
                            Rule.ABOUT_NOT_NAMED,
                            node,
                            about,
                            type,
                            String.join(
                                    ", ",
                                    new TreeSet<>(platform.events().get(type).references()))));
        }
    }

    private boolean isStart(XmlElement node) {
        return node.parent() == model.element() && node.is("startEvent");
    }

    private void start(XmlElement start) {
        if (start.has("timerEventDefinition")) {
            add(Rule.START_TIMER, start, "a timer", "when it is time");
        } else if (start.has("signalEventDefinition")) {
            add(Rule.START_TIMER, start, "a signal", "instead of the signal");
        } else if (start.has("conditionalEventDefinition")) {
            add(Rule.START_TIMER, start, "a condition", "when that is so");
        }
        model.messageOf(start)
                .filter(type -> platform.events().containsKey(type)
                        && platform.events().get(type).forItsSender())
                .ifPresent(type -> add(Rule.STARTS_NEVER, start, type));
    }

    private void condition(XmlElement element) {
        if (element.is("conditionExpression") && element.text().isBlank()) {
            add(
                    Rule.EXPRESSION,
                    element,
                    "the condition",
                    "it is empty",
                    "write one such as ${score >= 4}, or delete it");
        }
    }

    private void repetitions(XmlElement element) {
        if (element.is("loopCardinality")) {
            String text = element.text();
            Matcher written = WRITTEN_NUMBER.matcher(text);
            if (written.matches()) {
                text = written.group(1);
            }
            if (text.matches("[$#]\\{\\s*\\w*Id\\s*}")
                    || !text.contains("{")
                            && (!text.matches("\\d{1,6}") || Integer.parseInt(text) > MOST_REPETITIONS)) {
                add(Rule.REPETITIONS, element, text, MOST_REPETITIONS);
            }
        }
    }
}
