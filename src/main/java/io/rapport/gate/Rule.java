package io.rapport.gate;

import static io.rapport.gate.Severity.ERROR;
import static io.rapport.gate.Severity.WARNING;

import java.util.Locale;

/**
 * The rules of the gate: the one table that the gate, its answers and {@code docs/model-rules.md} are made of. The texts
 * have places {@code {0}}, {@code {1}} … for what was found.
 */
public enum Rule {
    // files
    FILE_KIND(
            ERROR,
            Scope.FILE,
            "a file of this kind is not deployed here",
            "deploy models (.bpmn), tables (.dmn), forms (.form), their texts (such as .zh.yaml), event types (.asyncapi.yaml),"
                    + " dates.yaml, segments.yaml or staff.yaml, and leave other files out"),
    FILE_SIZE(
            ERROR,
            Scope.FILE,
            "the deployment has {0} MB; at most {1} MB are taken",
            "deploy fewer files at a time, and leave pictures and texts out of the models"),
    FILES_NONE(ERROR, Scope.FILE, "it has no files", "choose the models, tables and forms to deploy"),
    PARTS_UNREADABLE(
            ERROR,
            Scope.FILE,
            "what was sent cannot be read: {0}",
            "send it as multipart/form-data, each file with a name of at most 255 characters"),
    FILE_NAME(
            ERROR,
            Scope.FILE,
            "the file's name has a folder in it",
            "send it by its name alone, such as onboarding.bpmn"),
    FILE_COUNT(
            ERROR, Scope.FILE, "the deployment has {0} files; at most {1} are taken", "deploy fewer files at a time"),
    CHECK_TIME(
            ERROR,
            Scope.FILE,
            "the deployment takes more than {0} seconds of processor time to check",
            "deploy fewer files at a time, and divide tables with thousands of rules"),
    FILE_EMPTY(ERROR, Scope.FILE, "the file is empty", "save it again in Camunda Modeler"),
    ARCHIVE(
            ERROR,
            Scope.FILE,
            "the file is a zip archive, as a spreadsheet is, and no XML",
            "draw it in Camunda Modeler, and deploy the file that the Modeler saves"),
    XML(
            ERROR,
            Scope.FILE,
            "the file is no XML that can be read: {0}",
            "open it in Camunda Modeler, fix what it complains of, and save it again"),
    ENCODING(
            ERROR,
            Scope.FILE,
            "the file is written in the encoding {0}, and what is not in UTF-8 cannot be shown again",
            "save it as UTF-8, and let its first line say encoding=\"UTF-8\"; Camunda Modeler saves it so"),
    ENCODING_BYTES(
            ERROR,
            Scope.FILE,
            "the file is not in UTF-8, and does not say what it is in",
            "save it as UTF-8, as Camunda Modeler does"),
    DOCTYPE(
            ERROR,
            Scope.FILE,
            "the file has a document type (DOCTYPE), which could draw other files in",
            "delete the line with DOCTYPE; models need none"),
    SCHEMA(
            ERROR,
            Scope.FILE,
            "the file does not keep to its standard: {0}",
            "fix that element, or draw it anew in Camunda Modeler"),
    TIME_TO_LIVE(
            ERROR,
            Scope.FILE,
            "its history time to live is {0}",
            "fill in Time to live under History cleanup in days, such as P365D: so long what has ended is kept"),
    ENGINE(
            ERROR,
            Scope.FILE,
            "the engine does not take it: {0}",
            "fix that element, or draw it anew in Camunda Modeler"),
    DUPLICATE_KEY(
            ERROR,
            Scope.FILE,
            "the id '{0}' is also that of {1}",
            "give each process, decision and form an id of its own"),
    OTHER_FILE(
            ERROR,
            Scope.FILE,
            "the id '{0}' is deployed already from the file {1}, which this one would replace",
            "save it as {1}, or give it another id"),
    OTHER_PROCESS_FILE(
            ERROR,
            Scope.FILE,
            "the process '{0}' is deployed already from the file {1}, which this one would replace",
            "save it as {1}, or give it another id, or, if that is meant, add the extension property 'replaces' with the "
                    + "value {1}"),
    TENANT(
            ERROR,
            Scope.FILE,
            "the tenant '{0}' is named, and there are no tenants here",
            "leave the field Tenant ID empty"),
    NOT_A_MODEL(
            ERROR,
            Scope.FILE,
            "nothing in the file can run: {0}",
            "deploy a BPMN file with an executable process, or a DMN file with a decision"),
    WRONG_ENDING(
            ERROR,
            Scope.FILE,
            "the file holds {0}, and its name ends like that of {1}",
            "give it a name that ends in {2}, or deploy the file that was meant"),
    DMN_VERSION(
            ERROR,
            Scope.FILE,
            "the file is written in DMN {0}, and DMN 1.1, 1.2 and 1.3 are read here",
            "save it as DMN 1.3, as Camunda Modeler does"),
    PLATFORM(
            ERROR,
            Scope.FILE,
            "the file is made for {0}, and Camunda Platform 7 runs it here",
            "draw it in Camunda Modeler as a new diagram for Camunda Platform 7, since what is set for another engine means "
                    + "nothing here"),

    LENGTH(
            ERROR,
            Scope.FILE,
            "{0} has {1} characters; at most {2} are taken",
            "shorten it, and write long explanations into a document of your own"),
    CONTROL_CHARACTER(ERROR, Scope.FILE, "{0} has a control character ({1}), which nobody sees", "type it anew"),
    NESTING(
            ERROR,
            Scope.FILE,
            "it is too deeply nested, or too long, to be read",
            "divide it into several smaller ones"),
    ACTIVATION_TIME(
            ERROR,
            Scope.FILE,
            "an activation time is given, and what is released is live at once",
            "leave the field deployment-activation-time out, and deploy when it is to be live"),

    // what could run code
    ELEMENT(
            ERROR,
            Scope.CODE,
            "'{0}' is not among the elements that are deployed here",
            "delete it, or draw it with the elements that the shipped journeys use"),
    ATTRIBUTE(
            ERROR,
            Scope.CODE,
            "'{0}' of {1} is not among the settings that are deployed here",
            "empty that field in the Modeler"),
    NAMESPACE(
            ERROR,
            Scope.CODE,
            "{0} of another product ({1})",
            "draw the model for Camunda Platform 7, in Camunda Modeler"),
    SCHEMA_LOCATION(
            ERROR,
            Scope.CODE,
            "the file says where its schema is to be fetched from ('{0}')",
            "delete that attribute; the standard's schemas are known here"),
    CODE_CLASS(
            ERROR,
            Scope.CODE,
            "it names a Java class ('{0}')",
            "choose a step from the Modeler's templates, that is a delegate expression such as ${sendMessage}"),
    CODE_EXPRESSION(
            ERROR,
            Scope.CODE,
            "it is done by an expression ('{0}')",
            "choose a step from the Modeler's templates, that is a delegate expression such as ${sendMessage}"),
    SCRIPT(
            ERROR,
            Scope.CODE,
            "it has a script",
            "use a condition, a table or a step from the Modeler's templates; scripts are not run"),
    LISTENER(
            ERROR,
            Scope.CODE,
            "it has a listener",
            "delete the listener; what is to happen stands in the diagram as a step"),
    CONNECTOR(
            ERROR,
            Scope.CODE,
            "it has a connector",
            "delete it; messages are sent by the step Send message, other systems are called by webhooks"),
    RESOURCE(ERROR, Scope.CODE, "it draws its text from a file ('{0}')", "write the condition into the model itself"),
    TASK_TYPE(
            ERROR,
            Scope.CODE,
            "its type is '{0}'",
            "choose a step from the Modeler's templates, or the type external with a topic that a worker serves"),
    STEP_UNKNOWN(ERROR, Scope.CODE, "there is no step '{0}'", "choose one of the Modeler's templates: {1}"),
    STEP_MISSING(
            ERROR,
            Scope.CODE,
            "it does not say what it does",
            "choose a step from the Modeler's templates, or, for a business rule task, a decision"),
    STEP_SPACES(
            ERROR,
            Scope.CODE,
            "there are spaces around its delegate expression, so it is read as a text",
            "write {0} without spaces before and behind"),
    LANGUAGE(ERROR, Scope.CODE, "the language '{0}' is not evaluated here", "{1}"),
    EXPRESSION(ERROR, Scope.CODE, "{0}: {1}", "{2}"),
    FEEL(ERROR, Scope.CODE, "'{0}' is no FEEL that can be evaluated: {1}", "correct the expression"),
    FEEL_COMMA(
            ERROR,
            Scope.CODE,
            "'{0}' is no FEEL that can be evaluated: it has a comma between digits",
            "write decimals with a point, as in {1}"),
    ASYNC(
            ERROR,
            Scope.CODE,
            "it is asynchronous ('{0}')",
            "untick Asynchronous continuations: an event's work is one transaction, and is tried again as a whole"),
    FORM_KEY(
            ERROR,
            Scope.CODE,
            "its form is {0}",
            "make a Camunda Form (.form), deploy it, and choose it as Camunda Forms by its id"),
    ASSIGNMENT(
            ERROR,
            Scope.CODE,
            "it sets '{0}', which the table staff-routing decides",
            "empty that field, and give the task a rule in staff-routing"),

    // a journey by itself
    SEVERAL_PROCESSES(
            ERROR,
            Scope.JOURNEY,
            "the file has several processes that can run ({0})",
            "put each journey into a file of its own"),
    MODEL_SIZE(
            ERROR, Scope.JOURNEY, "the process has {0} elements; at most {1} are taken", "split it by call activities"),
    PROCESS_NAME(WARNING, Scope.JOURNEY, "the process has no name", "name it as people call it"),
    PROPERTY_EMPTY(ERROR, Scope.JOURNEY, "the extension property '{0}' has no value", "give it a value, or delete it"),
    PROPERTY_TWICE(
            ERROR, Scope.JOURNEY, "the extension property '{0}' stands there more than once", "keep one of them"),
    PROPERTY_UNKNOWN(
            WARNING, Scope.JOURNEY, "nobody reads the extension property '{0}'", "use one of {1}, or delete it"),
    PROPERTY_VALUE(
            ERROR,
            Scope.JOURNEY,
            "the extension property '{0}' is '{1}', which nobody reads{2}",
            "write {3}, or delete the property"),
    NOT_A_JOURNEY(
            ERROR,
            Scope.JOURNEY,
            "the process is no journey: no message starts it, and it does not say what it is about",
            "start it by a message and set the extension property 'about'; a company's own processes are taken with "
                    + "rapport.engine.foreign-models=true"),
    ABOUT_MISSING(
            ERROR,
            Scope.JOURNEY,
            "the process does not say what it is about{0}",
            "add the extension property 'about' with one of {1}"),
    ABOUT_UNKNOWN(ERROR, Scope.JOURNEY, "it is about '{0}', which no event names", "set 'about' to one of {1}"),
    ABOUT_NOT_NAMED(
            ERROR,
            Scope.JOURNEY,
            "the process is about a thing of the kind '{0}', which the event {1} does not name, so the event never "
                    + "reaches it",
            "wait for an event that names it, or set 'about' to one of {2}"),
    OWNER_MISSING(
            WARNING,
            Scope.JOURNEY,
            "the process does not say whose it is",
            "add the extension property 'owner', such as lifecycle-team"),
    REENTRY(
            ERROR,
            Scope.JOURNEY,
            "its reentry is '{0}'",
            "write once, while-not-running, or after and a period, such as after P90D"),
    REENTRY_MISSING(
            WARNING,
            Scope.JOURNEY,
            "the process does not say whether it takes the same {0} again, so it does as soon as it has ended",
            "add the extension property 'reentry': once, while-not-running or, for example, after P90D"),
    STARTS_WITHIN(
            ERROR,
            Scope.JOURNEY,
            "its starts-within is '{0}'",
            "write how long after something happened the journey still starts on it, in days or hours, such as P14D or PT10H"),
    STAFF_START(ERROR, Scope.JOURNEY, "its startable-by-staff is {0}", "write true or false, or delete it"),
    STAFF_START_FORM(
            ERROR,
            Scope.JOURNEY,
            "staff could not start it: {0}",
            "start it by an event whose required fields are texts, numbers, choices or yes and no, and of which one names "
                    + "what the journey is about; or delete 'startable-by-staff'"),
    REPLACES(
            ERROR,
            Scope.JOURNEY,
            "the journey '{0}' that is deployed {1}, and this one no longer does",
            "give this one a key of its own, or, if that is meant, add the extension property 'replaces' with the "
                    + "value {2}"),
    NO_STARTER(
            WARNING,
            Scope.JOURNEY,
            "no journey starts on the event {0} any more",
            "see that another journey starts on it, if anything is to happen"),
    NEVER_CALLED(
            WARNING,
            Scope.JOURNEY,
            "no message starts the process, and no journey calls it",
            "start it by a message, or deploy the journey that calls it"),
    START_TIMER(
            ERROR,
            Scope.JOURNEY,
            "it starts the process by {0}, and so about nobody",
            "start the process by a message that is named as an event type, and let a system send that event {1}"),
    STARTS_NEVER(
            ERROR,
            Scope.JOURNEY,
            "the event {0} reaches only the journey that sent the message, and starts none",
            "start it by another event; of what becomes of a message only message.bounced and message.complained start a "
                    + "journey. To go on by the outcome of a message, wait for it behind the step that sends it"),
    MESSAGE_MISSING(
            ERROR,
            Scope.JOURNEY,
            "it names no message",
            "choose the message that it waits for, named as the event type"),
    EVENT_UNKNOWN(
            ERROR,
            Scope.REFERENCE,
            "there is no event type '{0}'{1}",
            "name the message as one of the types in the event catalogue, which is at /api/events/catalogue"),
    TIMER(ERROR, Scope.JOURNEY, "'{0}' is no {1} that can be kept", "write {2}"),
    TIMER_ENDLESS(
            ERROR,
            Scope.JOURNEY,
            "'{0}' repeats for ever, or without a pause",
            "say how often and after how long, such as R3/P7D"),
    WAIT_WITHOUT_TIMEOUT(
            ERROR,
            Scope.JOURNEY,
            "it waits for {0} and for nothing else, so the journey may never end",
            "attach a timer to it, or wait behind an event-based gateway with a timer beside"),
    WAIT_MAY_NOT_END(
            ERROR,
            Scope.JOURNEY,
            "its timers remind, but none ends the wait for {0}",
            "let one of its timers interrupt it"),
    LOOP_WITHOUT_WAIT(
            ERROR,
            Scope.JOURNEY,
            "the way {0} comes back to itself and waits for nothing on it",
            "put a timer or another wait on that way"),
    CALL_LOOP(
            ERROR,
            Scope.JOURNEY,
            "the calls {0} come back to the first of them",
            "let the journeys call each other in one direction"),
    REPETITIONS(ERROR, Scope.JOURNEY, "it is to be repeated '{0}' times", "repeat it at most {1} times"),
    JOIN_NEVER(
            ERROR,
            Scope.JOURNEY,
            "it waits until the flows from {0} and from {1} have both come, and they never do, so the journey would wait"
                    + " for ever",
            "where only one of the ways is taken, join them by an exclusive gateway; a parallel gateway joins ways that"
                    + " are taken at the same time"),
    JOIN_MAY_WAIT(
            WARNING,
            Scope.JOURNEY,
            "the way that begins at {0}, behind {1}, may end without coming here, and then the journey waits here for"
                    + " ever",
            "lead each of the ways that were split there to this gateway, or end the process by a terminate end event"),
    NO_EXIT(ERROR, Scope.JOURNEY, "no way through the process ends", "draw a way to an end event"),
    OUTCOME_MISSING(
            WARNING,
            Scope.JOURNEY,
            "no end event says with what outcome the journey ends, so nobody can count them",
            "add the extension property 'outcome' to its end events, such as ordered"),
    UNREACHABLE(WARNING, Scope.JOURNEY, "no way leads to it", "draw a flow to it, or delete it"),
    DOES_NOTHING(
            WARNING,
            Scope.JOURNEY,
            "a task without a type does nothing, and the journey goes on at once",
            "choose what it is: a user task, or a step from the Modeler's templates"),
    NO_DEFAULT(
            WARNING,
            Scope.JOURNEY,
            "where none of its conditions holds, the journey fails here",
            "make one of its flows the default flow"),

    // what a model names and must be there
    INPUT_MISSING(ERROR, Scope.REFERENCE, "the step {0} needs the input '{1}'", "fill in that field of its template"),
    INPUT_UNKNOWN(WARNING, Scope.REFERENCE, "the step {0} does not know the input '{1}'", "use one of its inputs: {2}"),
    INPUT_CONSTANT(
            ERROR,
            Scope.REFERENCE,
            "the input '{0}' is '{1}', which may be any text when it runs",
            "choose one in the template, or write each of them out, as in ${score >= 4 ? 'thanks' : 'sorry'}"),
    VARIABLE_NAME(
            ERROR,
            Scope.REFERENCE,
            "'{0}' is no name that a variable can have",
            "write the name of letters, digits and _, at most 64, beginning with a letter"),
    INPUT_NUMBER(
            ERROR,
            Scope.REFERENCE,
            "the input '{1}' of the step {0} is '{2}', and must be a number",
            "write a number such as 14, or an expression that is one"),
    INPUT_RANGE(
            ERROR,
            Scope.REFERENCE,
            "the input '{1}' of the step {0} is {2}, which is out of its range",
            "write a number from {3} to {4}"),
    ERROR_NOT_CAUGHT(
            WARNING,
            Scope.REFERENCE,
            "the step {0} may end with '{1}', and no event attached to it catches that: the journey fails there",
            "attach an error event with the code {1} to the step, and draw how the journey goes on then"),
    STEP_ABOUT(
            ERROR,
            Scope.REFERENCE,
            "the step {0} needs the variable '{1}', which an instance of this process never has",
            "use the step in a journey about such a thing, or start it by an event that names one"),
    OWN_ID(
            ERROR,
            Scope.REFERENCE,
            "it writes the variable '{0}', which says whom or what the journey is about",
            "give it another name; to act for somebody else, send an event about them"),
    TEXT_WRITTEN(
            ERROR,
            Scope.REFERENCE,
            "it writes the text '{1}' into the variable '{0}', and the engine holds none",
            "write a short code of letters, digits and _ . : / + -, and keep sentences in messages and forms"),
    SEND_REPEATED(
            ERROR,
            Scope.REFERENCE,
            "it sends the same message to the same customer again and again: {0}",
            "send it once, or put a wait of an hour at the least on that way"),
    MESSAGE_UNKNOWN(
            ERROR,
            Scope.REFERENCE,
            "there is no message '{0}'{1}",
            "choose one of the folders in messages/, or write it there"),
    MESSAGE_LANGUAGE(
            ERROR,
            Scope.REFERENCE,
            "the message '{0}' is not written in {1}",
            "write its files in each language that messages/brand.yaml offers"),
    MESSAGE_FOR_OTHERS(
            ERROR,
            Scope.REFERENCE,
            "the message '{0}' is for {1}",
            "send messages of the category internal by Notify queue, all others by Send message"),
    MESSAGE_STOPPED_ORDER(
            ERROR,
            Scope.REFERENCE,
            "the journey starts with {1}, and the message '{0}' does not go out about an order that came back or was"
                    + " cancelled",
            "write about-stopped-orders: true into its message.yaml, or send another message"),
    QUEUE_UNKNOWN(ERROR, Scope.REFERENCE, "there is no queue '{0}'{1}", "choose one of {2}"),
    FORM_MISSING(
            ERROR, Scope.REFERENCE, "the task has no form", "choose a Camunda Form by its id, such as welcome-call"),
    FORM_UNKNOWN(
            ERROR, Scope.REFERENCE, "there is no form '{0}'{1}", "deploy it along, or choose one that is deployed"),
    DECISION_UNKNOWN(
            ERROR,
            Scope.REFERENCE,
            "there is no decision '{0}'{1}",
            "deploy its table along, or choose one that is deployed"),
    DECISION_INPUT(
            ERROR,
            Scope.REFERENCE,
            "the decision '{0}' asks for '{1}', which the journey does not know",
            "give the task an input of that name"),
    RUNNING_VERSION(
            ERROR,
            Scope.REFERENCE,
            "instances go on by version {0}, and for them {1}",
            "{0}; or release this once they have ended"),
    TAKES_OVER(
            ERROR,
            Scope.REFERENCE,
            "it takes over from '{0}', and there is no process of that name{1}",
            "write the keys of deployed processes into 'takes-over-from', separated by commas, or delete that property"),
    CALLED_UNKNOWN(
            ERROR,
            Scope.REFERENCE,
            "there is no process '{0}' to call{1}",
            "deploy it along, or choose one that is deployed"),
    CALLED_ABOUT(
            ERROR,
            Scope.REFERENCE,
            "it calls '{0}', which is about {1}, from a process about {2}",
            "call a process that is about the same"),
    CALLED_START(
            ERROR,
            Scope.REFERENCE,
            "it calls '{0}', which has no plain start event",
            "give the called process a start event without a message"),
    FACT_NEVER(
            ERROR, Scope.REFERENCE, "{0} is compared with '{1}', which it never is{2}", "compare it with one of {3}"),
    FACT_LEVEL(
            WARNING,
            Scope.REFERENCE,
            "{0} is compared with '{1}', and the table loyalty-level names no such level{2}",
            "name one of {3}; leave it only for customers who still have that level"),
    FACT_SEGMENT(
            WARNING,
            Scope.REFERENCE,
            "{0} asks for the segment '{1}', which there is not{2}: nobody is in it",
            "name one of the segments of processes/segments.yaml: {3}"),
    FACT_TASK(
            WARNING,
            Scope.REFERENCE,
            "{0} asks for the task '{1}', which no model has{2}: nobody ever has such a task",
            "write the id of a user task as it stands in its model: {3}; leave it only while such tasks of an older version"
                    + " count"),
    FACT_MESSAGE(
            ERROR,
            Scope.REFERENCE,
            "{0} asks for the message '{1}', which there is not{2}: the journey would fail there",
            "name one of the folders in messages/, or write it there"),
    FOUR_EYES(
            ERROR,
            Scope.REFERENCE,
            "its property 'four-eyes' names the task '{0}', which this process does not have{1}: anyone could decide on their"
                    + " own proposal",
            "write the id of the user task that makes the proposal: {2}"),
    VARIABLE_UNKNOWN(ERROR, Scope.REFERENCE, "there is no variable '{0}' to hand over{1}", "use one of {2}"),
    TEXT_VARIABLE(
            ERROR,
            Scope.REFERENCE,
            "it reads '{0}', which staff answer with a text, and texts never become variables",
            "ask for what the journey needs by a number, a checkbox or a choice"),
    TOPIC_UNKNOWN(
            ERROR,
            Scope.REFERENCE,
            "no worker is known for the topic '{0}'",
            "add the topic to rapport.engine.external-topics when its worker runs, or choose a step"),
    ROUTING_UNNAMED(
            WARNING,
            Scope.REFERENCE,
            "the table staff-routing has no rule of its own for the task '{0}', so its last rule decides",
            "add a rule for '{0}' to staff-routing"),

    // forms
    FORM_JSON(ERROR, Scope.FORM, "the file is no form: {0}", "save it again in Camunda Modeler"),
    FORM_FIELD(ERROR, Scope.FORM, "{0}", "{1}"),
    FORM_LOSES(
            ERROR,
            Scope.FORM,
            "the form no longer asks for '{0}', which the journey '{1}' reads behind the task '{2}'",
            "keep the field '{0}', deploy along a journey that does not read it, or save the form under another id"),
    FORM_ASKS_LESS(WARNING, Scope.FORM, "the form no longer asks for {0}", "put the fields back, unless that is meant"),
    FORM_PLATFORM(
            ERROR,
            Scope.FORM,
            "the form is made for '{0}'",
            "make it in Camunda Modeler as a form for Camunda Platform 7"),
    FORM_UNESCAPED(
            ERROR,
            Scope.FORM,
            "the text '{0}' shows data without escaping it",
            "show data by a component of the type html"),
    FORM_CONTENT(
            ERROR,
            Scope.FORM,
            "the component '{0}' {1}",
            "delete it; a form asks and shows what the journey knows, and nothing of other sites"),
    FORM_ATTRIBUTE(
            ERROR,
            Scope.FORM,
            "'{1}' of the component '{0}' is not among the settings of a form that are deployed here",
            "delete it, or make the component anew in Camunda Modeler"),
    FORM_LABEL(
            WARNING,
            Scope.FORM,
            "the component '{0}' has no label",
            "say in English what is asked, such as Outcome of the call"),

    // texts in the languages of staff
    TEXT_FILE(
            ERROR,
            Scope.TEXT,
            "the file with texts cannot be read: {0}",
            "write ids with their texts, as the files beside the shipped forms do"),
    TEXT_OWNER(
            WARNING,
            Scope.TEXT,
            "there is no form and no process '{0}' that its texts could lie over",
            "name the file as the form's id or the process's key, with the language behind it: {0}.{1}.yaml"),
    TEXT_LANGUAGE(
            WARNING,
            Scope.TEXT,
            "nobody reads it: '{0}' is not among the languages of staff",
            "name the file by one of {1}"),
    TEXT_MISSING(WARNING, Scope.TEXT, "staff who read {0} see English at {1}", "write these texts into {2}"),
    TEXT_UNKNOWN(WARNING, Scope.TEXT, "nothing has the texts at {0}", "correct the ids, or delete these texts"),
    TEXT_ENGLISH(
            WARNING,
            Scope.TEXT,
            "'{0}' is not English",
            "write English here, and other languages into a file beside it, such as {1}"),

    // tables
    DECISION_EMPTY(
            ERROR, Scope.TABLE, "the decision '{0}' has neither a table nor an expression", "make it a decision table"),
    TABLE_OUTPUT(
            ERROR,
            Scope.TABLE,
            "the table '{0}' has no output '{1}', which is read from it",
            "name an output column '{1}'"),
    TABLE_INPUT(
            ERROR,
            Scope.TABLE,
            "the table '{0}' asks for '{1}', which it is not given",
            "ask for {2} alone, or take the column out with its cells"),
    TABLE_HIT_POLICY(
            ERROR,
            Scope.TABLE,
            "the table '{0}' has the hit policy {1}, which is not evaluated here",
            "set it to FIRST, with the row that matters most on top; only COLLECT goes with an aggregation"),
    TABLE_ROW(
            ERROR,
            Scope.TABLE,
            "row {1} of the table '{0}' has {2} conditions and {3} answers, and the table has {4} inputs and {5} outputs",
            "give the row one cell for each of {6}, in this order; an empty condition fits every case"),
    TABLE_GAP(ERROR, Scope.TABLE, "the table '{0}' has no rule for {1}", "add a last rule without conditions"),
    TABLE_LITERAL(
            ERROR,
            Scope.TABLE,
            "row {1} of the table '{0}' works out its answer for the column {3}: {2}",
            "write the answer itself, a text in quotes, and give each case a row of its own"),
    TABLE_ROW_ANSWER(ERROR, Scope.TABLE, "row {1} of the table '{0}' answers {2} for the column {3}", "{4}"),
    TABLE_NEVER(
            ERROR,
            Scope.TABLE,
            "row {1} of the table '{0}' asks for {2}, which {3} never is: it never decides",
            "ask for what it can be: {4}"),
    TABLE_MAY_NEVER(
            WARNING,
            Scope.TABLE,
            "row {1} of the table '{0}' asks for {2}, which the column {3} does not list",
            "ask for one of {4}, or list it in the column"),
    TABLE_TYPE(
            ERROR,
            Scope.TABLE,
            "row {1} of the table '{0}' has {2} in the column {3}, whose type is {4}",
            "write it as in {5}, or give the column another type"),
    TABLE_COMMA(
            ERROR,
            Scope.TABLE,
            "row {1} of the table '{0}' asks for {2} in the column {3}, where the comma is read as or",
            "write one number with a point and without separators, as in {4}, and several with a space behind the"
                    + " comma, as in {5}"),
    TABLE_TYPE_UNKNOWN(
            WARNING,
            Scope.TABLE,
            "the column {1} of the table '{0}' has the type {2}, which is none that is known here: its values are taken"
                    + " as they come, a number in quotes as a text",
            "choose {3}; a date is a day with its time"),
    TABLE_TIME(
            ERROR,
            Scope.TABLE,
            "row {1} of the table '{0}' has {2} in the column {3}, and there is no such day or time",
            "write one that there is, as in date and time(\"2026-12-01T00:00:00\") or date(\"2026-12-01\")"),
    TABLE_NAME(
            ERROR,
            Scope.TABLE,
            "row {1} of the table '{0}' has {2} in the column {3}, and the table has no input {4}",
            "write it as in {5}; texts stand in quotes"),
    TABLE_MAY_NAME(
            WARNING,
            Scope.TABLE,
            "row {1} of the table '{0}' has {2} in the column {3}, and the table has no input {4}",
            "write it as in {5}; texts stand in quotes. Leave it only if whatever asks the table gives it {4}"),
    TABLE_EMPTY(
            ERROR,
            Scope.TABLE,
            "row {1} of the table '{0}' asks for {2} in the column {3}, which no value fits: it never decides",
            "write the lower limit first, and false in the place of not(true)"),
    TABLE_EXCLUDES(
            ERROR,
            Scope.TABLE,
            "row {1} of the table '{0}' leaves out {2}, which {3} never is: it leaves out nothing",
            "leave out what it can be: {4}"),
    TABLE_ALWAYS(
            WARNING,
            Scope.TABLE,
            "row {1} of the table '{0}' asks for {2} in the column {3}, which every value fits: it says nothing",
            "leave the cell empty, or correct its limits: a comma means or, and a range such as [3..5] means both"),
    TABLE_NULL(
            WARNING,
            Scope.TABLE,
            "row {1} of the table '{0}' asks for {2} in the column {3}, that is for no value at all: what is not known mostly"
                    + " comes as an empty text or as 0",
            "write \"\" for a text that is not known, or 0 for such a number; leave it only where whatever asks the table may"
                    + " give no value"),
    TABLE_DAY(
            WARNING,
            Scope.TABLE,
            "row {1} of the table '{0}' asks for {2} in the column {3}, and there is no day {4}",
            "write the first or the last day that is meant, such as 20270228"),
    TABLE_RANK(
            ERROR,
            Scope.TABLE,
            "row {1} of the table '{0}' gives the level {2} the rank {3}, and row {4} gives it the rank {5}",
            "write the same rank in each row of a level"),
    TABLE_SAME_RANK(
            ERROR,
            Scope.TABLE,
            "row {1} of the table '{0}' gives the level {2} the rank {3}, which row {4} gives the level {5}: neither is the"
                    + " higher one, so that nobody would ever come from one to the other",
            "give each level a rank of its own, the better level the higher one"),
    TABLE_PAST(
            WARNING,
            Scope.TABLE,
            "row {1} of the table '{0}' asks for {2} in the column {3}, and these days are past",
            "write days to come, or take it out once no order of those days comes in any more"),
    TABLE_LISTED(
            ERROR,
            Scope.TABLE,
            "row {1} of the table '{0}' answers {2} for the column {3}, which the column does not list",
            "answer one of {4}, each text in quotes, or list it in the column if what reads the table knows it"),
    TABLE_UNREACHED(
            WARNING,
            Scope.TABLE,
            "row {1} of the table '{0}' never decides: row {2} above it fits all of its cases",
            "move it above row {2}, or take it out"),
    ROUTING_QUEUE(
            ERROR,
            Scope.TABLE,
            "row {0} of the table staff-routing names the queue '{1}', which is not there",
            "name one of the queues ({2}), or add it to processes/staff.yaml"),
    ROUTING_TASK(
            WARNING,
            Scope.TABLE,
            "row {1} of the table '{0}' asks for the task '{2}', which no model has",
            "write the id of a user task as it stands in its model; leave it only while instances of an older version have"
                    + " that task"),
    TABLE_OVERLAP(
            ERROR,
            Scope.TABLE,
            "the table '{0}' has several rules for {1}: the rows {2}",
            "let the rules exclude each other, or set the hit policy to FIRST"),
    TABLE_CONTRADICTION(
            ERROR,
            Scope.TABLE,
            "the rows {2} of the table '{0}' answer differently for {1}, and by the hit policy ANY all that fit must answer"
                    + " the same",
            "let them answer the same or exclude each other, or set the hit policy to FIRST"),
    TABLE_UNCLEAR(
            ERROR,
            Scope.TABLE,
            "a column or cell of the table '{0}' asks for more than its own value, so that it is not known what it protects",
            "let each column ask for one fact, and each cell ask for its column alone"),
    PROTECTION_MISSING(
            ERROR,
            Scope.TABLE,
            "by the table '{0}' a message {1} may go out",
            "put the rule back that withholds it when {2}"),
    HARM_WORDS(
            ERROR,
            Scope.TABLE,
            "the table '{0}' {1}, so complaints that speak of harm would be taken for ordinary ones",
            "{2}"),
    TABLE_MAY_NOT_ANSWER(
            WARNING,
            Scope.TABLE,
            "the table '{0}' has no rule for {1}",
            "add a last rule without conditions, so that journeys that ask it do not fail"),
    CONTACT_TABLE(ERROR, Scope.TABLE, "{0}", "{1}"),
    CONTACT_LEVEL(
            WARNING,
            Scope.TABLE,
            "row {1} of the table '{0}' asks for the level '{2}', which the table loyalty-level does not name",
            "name one of {3}; leave it only for customers who still have that level"),
    POOL_UNKNOWN(
            WARNING,
            Scope.TABLE,
            "a coupon is taken from the pool '{0}', which there is not{1}, so no customer gets one",
            "make the pool {0} by PUT /api/coupon-pools/{0} and fill it, or leave the pool empty: coupons are then made here"),
    POOL_NAME(
            WARNING,
            Scope.TABLE,
            "a coupon is taken from the pool '{0}', a name that no pool can have, so no customer gets one",
            "name a pool by small letters, digits and single hyphens, at most 64, such as win-back-15; or leave it empty: coupons"
                    + " are then made here"),
    POOL_EMPTY(
            WARNING,
            Scope.TABLE,
            "a coupon is taken from the pool '{0}', which has no free code, so no customer gets one",
            "fill the pool {0} by POST /api/coupon-pools/{0}/codes or by a file; one whose codes a shop confirms stands at"
                    + " /operations"),
    RELATIONSHIP_TABLE(ERROR, Scope.TABLE, "{0}", "{1}"),
    RELATIONSHIP_FLAPS(WARNING, Scope.TABLE, "{0}", "{1}");

    /** What a rule is about. */
    public enum Scope {
        FILE("Files"),
        CODE("What could run code, or decide past the product"),
        JOURNEY("A journey by itself"),
        REFERENCE("What a model names"),
        TABLE("Tables"),
        FORM("Forms"),
        TEXT("Texts in the languages of staff");

        private final String title;

        Scope(String title) {
            this.title = title;
        }

        /** @return how documents call it */
        public String title() {
            return title;
        }
    }

    private final Severity severity;
    private final Scope scope;
    private final String message;
    private final String fix;

    Rule(Severity severity, Scope scope, String message, String fix) {
        this.severity = severity;
        this.scope = scope;
        this.message = message;
        this.fix = fix;
    }

    /** @return the name by which findings and documents call it, such as {@code file-kind} */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
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
