package io.rapport.journey.internal.gate;

import static io.rapport.journey.internal.gate.Severity.ERROR;

/**
 * The rules of the gate: the one table that the gate, its answers and {@code docs/model-rules.md} are made of. The texts
 * have places {@code {0}}, {@code {1}} … for what was found.
 */
public enum Rule {
    // files
    FILE_KIND(
            "file-kind",
            ERROR,
            Scope.FILE,
            "a file of this kind is not deployed here",
            "deploy BPMN (.bpmn), DMN (.dmn) and forms (.form), and leave other files out"),
    FILE_SIZE(
            "file-size",
            ERROR,
            Scope.FILE,
            "the deployment has {0} MB; at most {1} MB are taken",
            "deploy fewer files at a time, and leave pictures and texts out of the models"),
    FILE_EMPTY("file-empty", ERROR, Scope.FILE, "the file is empty", "save it again in Camunda Modeler"),
    XML(
            "xml",
            ERROR,
            Scope.FILE,
            "the file is no XML that can be read: {0}",
            "open it in Camunda Modeler, mend what it complains of, and save it again"),
    DOCTYPE(
            "doctype",
            ERROR,
            Scope.FILE,
            "the file has a document type (DOCTYPE), which could draw other files in",
            "delete the line with DOCTYPE; models need none"),
    SCHEMA(
            "schema",
            ERROR,
            Scope.FILE,
            "the file does not keep to its standard: {0}",
            "mend that element, or draw it anew in Camunda Modeler"),
    DUPLICATE_KEY(
            "duplicate-key",
            ERROR,
            Scope.FILE,
            "the id '{0}' is also that of {1}",
            "give each process, decision and form an id of its own"),
    TENANT(
            "tenant",
            ERROR,
            Scope.FILE,
            "the tenant '{0}' is named, and there are no tenants here",
            "leave the field Tenant ID empty"),
    NOT_A_MODEL(
            "not-a-model",
            ERROR,
            Scope.FILE,
            "nothing in the file can run: {0}",
            "deploy a BPMN file with an executable process, or a DMN file with a decision"),

    // what could run code
    ELEMENT(
            "element",
            ERROR,
            Scope.CODE,
            "'{0}' is not among the elements that are deployed here",
            "delete it, or draw it with the elements that the shipped journeys use"),
    ATTRIBUTE(
            "attribute",
            ERROR,
            Scope.CODE,
            "'{0}' of {1} is not among the settings that are deployed here",
            "empty that field in the Modeler"),
    NAMESPACE(
            "namespace",
            ERROR,
            Scope.CODE,
            "'{0}' is of another product ({1})",
            "draw the model for Camunda Platform 7, in Camunda Modeler"),
    SCHEMA_LOCATION(
            "schema-location",
            ERROR,
            Scope.CODE,
            "the file says where its schema is to be fetched from ('{0}')",
            "delete that attribute; the standard's schemas are known here"),
    CODE_CLASS(
            "code-class",
            ERROR,
            Scope.CODE,
            "it names a Java class ('{0}')",
            "choose a step from the Modeler's templates, that is a delegate expression such as ${sendMessage}"),
    CODE_EXPRESSION(
            "code-expression",
            ERROR,
            Scope.CODE,
            "it is done by an expression ('{0}')",
            "choose a step from the Modeler's templates, that is a delegate expression such as ${sendMessage}"),
    SCRIPT(
            "script",
            ERROR,
            Scope.CODE,
            "it has a script",
            "use a condition, a table or a step from the Modeler's templates; scripts are not run"),
    LISTENER(
            "listener",
            ERROR,
            Scope.CODE,
            "it has a listener",
            "delete the listener; what is to happen stands in the diagram as a step"),
    CONNECTOR(
            "connector",
            ERROR,
            Scope.CODE,
            "it has a connector",
            "delete it; messages are sent by the step Send message, other systems hear by webhooks"),
    RESOURCE(
            "resource",
            ERROR,
            Scope.CODE,
            "it draws its text from a file ('{0}')",
            "write the condition into the model itself"),
    TASK_TYPE(
            "task-type",
            ERROR,
            Scope.CODE,
            "its type is '{0}'",
            "choose a step from the Modeler's templates, or the type external with a topic that a worker serves"),
    STEP_UNKNOWN(
            "step-unknown", ERROR, Scope.CODE, "there is no step '{0}'", "choose one of the Modeler's templates: {1}"),
    STEP_MISSING(
            "step-missing",
            ERROR,
            Scope.CODE,
            "it does not say what it does",
            "choose a step from the Modeler's templates, or, for a business rule task, a decision"),
    LANGUAGE("language", ERROR, Scope.CODE, "the language '{0}' is not evaluated here", "{1}"),
    EXPRESSION("expression", ERROR, Scope.CODE, "{0}: {1}", "{2}"),
    FEEL("feel", ERROR, Scope.CODE, "'{0}' is no FEEL that can be evaluated: {1}", "mend the expression"),
    ASYNC(
            "async",
            ERROR,
            Scope.CODE,
            "it is asynchronous ('{0}')",
            "untick Asynchronous continuations: an event's work is one transaction, and is tried again as a whole"),
    FORM_KEY(
            "form-key",
            ERROR,
            Scope.CODE,
            "its form is a page of its own ('{0}')",
            "make a Camunda Form (.form), deploy it, and choose it as Camunda Forms by its id"),
    ASSIGNMENT(
            "assignment",
            ERROR,
            Scope.CODE,
            "it sets '{0}', which the table staff-routing decides",
            "empty that field, and give the task a rule in staff-routing"),

    // tables
    CONTACT_TABLE("contact-table", ERROR, Scope.TABLE, "{0}", "{1}");

    /** What a rule is about. */
    public enum Scope {
        /** The files of a deployment. */
        FILE,
        /** What could run code or decide past the product. */
        CODE,
        /** A journey by itself. */
        JOURNEY,
        /** What a model names and must be there. */
        REFERENCE,
        /** Tables. */
        TABLE,
        /** Forms. */
        FORM
    }

    private static final int LONGEST = 300;

    private final String id;
    private final Severity severity;
    private final Scope scope;
    private final String message;
    private final String fix;

    Rule(String id, Severity severity, Scope scope, String message, String fix) {
        this.id = id;
        this.severity = severity;
        this.scope = scope;
        this.message = message;
        this.fix = fix;
    }

    static String fill(String text, Object... values) {
        String filled = text;
        for (int i = 0; i < values.length; i++) {
            filled = filled.replace("{" + i + "}", shortened(String.valueOf(values[i])));
        }
        return filled;
    }

    /** What hostile files say may be long; a person needs its beginning. */
    private static String shortened(String value) {
        String line = value.strip().replaceAll("\\s+", " ");
        if (line.endsWith(".")) {
            line = line.substring(0, line.length() - 1);
        }
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 1) + "…";
    }

    /** @return the name by which findings and documents call it */
    public String id() {
        return id;
    }

    public Severity severity() {
        return severity;
    }

    public Scope scope() {
        return scope;
    }

    /** @return what is wrong, with places for what was found */
    public String message() {
        return message;
    }

    /** @return what to do, with places for what was found */
    public String fix() {
        return fix;
    }
}
