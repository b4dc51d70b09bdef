package io.rapport.gate;

import io.rapport.inbox.Reference;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;

/** The variables that an instance of a process can know, each null until it is set. */
final class DeclaredVariables {

    private static final String ALL = "all";

    private final ModelSet models;
    private final Platform platform;

    DeclaredVariables(ModelSet models, Platform platform) {
        this.models = models;
        this.platform = platform;
    }

    /**
     * @return what events bring, forms ask for, steps and decisions set, mappings and calls hand on, and what the process
     *     says in its extension property {@code variables}
     */
    Set<String> of(ProcessModel model) {
        return of(model, new LinkedHashSet<>());
    }

    private Set<String> of(ProcessModel model, Set<ProcessModel> asked) {
        Set<String> declared = new LinkedHashSet<>();
        if (!asked.add(model)) {
            return declared;
        }
        platform.kinds().stream()
                .map(kind -> kind + "Id")
                .filter(id -> isCarried(model, id))
                .forEach(declared::add);
        model.element().property("variables").ifPresent(names -> Arrays.stream(names.split("[,\\s]+"))
                .forEach(declared::add));
        model.nodes().values().forEach(node -> {
            model.messageOf(node).map(platform.events()::get).ifPresent(event -> declared.addAll(event.variables()));
            StepCheck.step(node).map(platform.steps()::get).ifPresent(step -> declared.addAll(step.sets()));
            ModelSet.Form form = models.forms().get(Objects.toString(node.camunda("formRef"), ""));
            if (form != null) {
                declared.addAll(form.fields().variables());
            }
            if (node.camunda("resultVariable") != null) {
                declared.add(node.camunda("resultVariable"));
            }
            if (node.is("callActivity")) {
                returned(model, node, declared, asked);
            }
        });
        declared.addAll(model.mapped());
        models.processes().values().forEach(caller -> handedOn(caller, model, declared, asked));
        return declared;
    }

    /** @return whether an instance can have the id: by what it is about, by an event that names it, a step, or its caller */
    boolean isCarried(ProcessModel model, String id) {
        String kind = id.substring(0, id.length() - "Id".length());
        // what starts or calls a journey names a customer, unless it is about what has none
        boolean alone = model.about().filter(Reference.SCHEDULE::equals).isPresent();
        if (kind.equals(Platform.CUSTOMER) && model.about().isPresent()) {
            return !alone;
        }
        boolean called = !alone
                && models.processes().values().stream()
                        .flatMap(other -> other.calls().stream())
                        .anyMatch(call -> model.key().equals(call.attribute("calledElement")));
        return called
                || model.about().filter(kind::equals).isPresent()
                || model.caught().stream()
                        .map(platform.events()::get)
                        .anyMatch(event -> event != null
                                && (event.references().contains(kind)
                                        || event.variables().contains(id)))
                || model.steps().stream()
                        .map(platform.steps()::get)
                        .anyMatch(step -> step != null && step.sets().contains(id));
    }

    /** Adds the variables that the element itself sets, for what is around it. */
    static void mapped(XmlElement element, Set<String> declared) {
        element.extensions("inputOutput")
                .flatMap(both -> both.children("outputParameter"))
                .forEach(output -> declared.add(output.attribute("name")));
        element.children("multiInstanceLoopCharacteristics").forEach(repeated -> {
            declared.add("loopCounter");
            declared.add("nrOfInstances");
            declared.add("nrOfActiveInstances");
            declared.add("nrOfCompletedInstances");
            if (repeated.camunda("elementVariable") != null) {
                declared.add(repeated.camunda("elementVariable"));
            }
            repeated.child("inputDataItem").ifPresent(item -> declared.add(item.attribute("name")));
        });
        for (String named : new String[] {"errorCodeVariable", "errorMessageVariable", "escalationCodeVariable"}) {
            if (element.camunda(named) != null) {
                declared.add(element.camunda(named));
            }
        }
    }

    private void returned(ProcessModel model, XmlElement call, Set<String> declared, Set<ProcessModel> asked) {
        call.extensions("out").forEach(out -> {
            ProcessModel called = models.processes().get(Objects.toString(call.attribute("calledElement"), ""));
            if (ALL.equals(out.attribute("variables")) && called != null && called != model) {
                declared.addAll(of(called, asked));
            } else if (out.attribute("target") != null) {
                declared.add(out.attribute("target"));
            }
        });
    }

    private void handedOn(ProcessModel caller, ProcessModel model, Set<String> declared, Set<ProcessModel> asked) {
        caller.calls().stream()
                .filter(call -> model.key().equals(call.attribute("calledElement")))
                .flatMap(call -> call.extensions("in"))
                .forEach(in -> {
                    if (ALL.equals(in.attribute("variables")) && caller != model) {
                        declared.addAll(of(caller, asked));
                    } else if (in.attribute("target") != null) {
                        declared.add(in.attribute("target"));
                    }
                });
    }

    /** @return the inputs of the element and of what stands around it: they are known there alone */
    static Set<String> inputsAround(XmlElement element) {
        Set<String> inputs = new LinkedHashSet<>();
        for (XmlElement around = element; around != null; around = around.parent()) {
            inputs.addAll(ReferenceCheck.inputs(around).keySet());
        }
        return inputs;
    }
}
