package io.rapport.gate;

import com.fasterxml.jackson.databind.JsonNode;
import io.rapport.desk.FormFields;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Processes, decisions and forms that are deployed side by side, by key.
 *
 * @param processes by process key
 * @param decisions by decision key
 * @param forms by form id
 */
record ModelSet(Map<String, ProcessModel> processes, Map<String, Table> decisions, Map<String, Form> forms) {

    /**
     * A decision.
     *
     * @param file where it stands
     * @param element the decision in the file
     * @param content the whole file, to be read by the decision engine
     */
    record Table(String file, XmlElement element, byte[] content) {}

    /**
     * A form.
     *
     * @param file where it stands
     * @param schema what it consists of
     * @param fields what it asks for; none if that is not known
     */
    record Form(String file, JsonNode schema, FormFields fields) {}

    static ModelSet empty() {
        return new ModelSet(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
    }

    /** @return these, and the others where they have none of the key */
    ModelSet over(ModelSet others) {
        ModelSet all = empty();
        all.processes.putAll(others.processes);
        all.processes.putAll(processes);
        all.decisions.putAll(others.decisions);
        all.decisions.putAll(decisions);
        all.forms.putAll(others.forms);
        all.forms.putAll(forms);
        return all;
    }

    /** @return these processes and forms, with the tables of others */
    ModelSet withTablesOf(ModelSet others) {
        ModelSet all = empty();
        all.processes.putAll(processes);
        all.forms.putAll(forms);
        all.decisions.putAll(others.decisions);
        return all;
    }

    /** Puts others in, in the place of these where they have the same key. */
    void addAll(ModelSet others) {
        processes.putAll(others.processes);
        decisions.putAll(others.decisions);
        forms.putAll(others.forms);
    }

    /** Takes from what stands in a file the one definition of that key and kind. */
    void addNewest(String key, FileKind kind, ModelSet file) {
        switch (kind) {
            case BPMN -> take(key, file.processes, processes);
            case DMN -> take(key, file.decisions, decisions);
            case FORM -> take(key, file.forms, forms);
            case OTHER -> {
                // defines nothing
            }
        }
    }

    private static <T> void take(String key, Map<String, T> from, Map<String, T> to) {
        if (from.containsKey(key)) {
            to.put(key, from.get(key));
        }
    }

    /** @return those that stand in a file */
    ModelSet of(String file) {
        ModelSet own = empty();
        processes.values().stream()
                .filter(process -> process.file().equals(file))
                .forEach(process -> own.processes.put(process.key(), process));
        decisions.forEach((key, table) -> {
            if (table.file().equals(file)) {
                own.decisions.put(key, table);
            }
        });
        forms.forEach((id, form) -> {
            if (form.file().equals(file)) {
                own.forms.put(id, form);
            }
        });
        return own;
    }

    /** @return those that another set does not replace, but for forms */
    ModelSet without(ModelSet replaced) {
        ModelSet rest = empty();
        rest.processes.putAll(processes);
        rest.processes.keySet().removeAll(replaced.processes.keySet());
        rest.decisions.putAll(decisions);
        rest.decisions.keySet().removeAll(replaced.decisions.keySet());
        rest.forms.putAll(forms);
        return rest;
    }
}
