package io.rapport.journey.expression;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.journey.expression.ExpressionCheck.ExpressionProblem;
import io.rapport.journey.step.Facts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.core.type.filter.AssignableTypeFilter;
import org.springframework.stereotype.Component;
import org.springframework.web.util.HtmlUtils;

@DisplayName("An expression is read before it is deployed, and what is not of the vocabulary is named with its fix")
class ExpressionCheckTest {

    private static final Set<String> NAMES = Set.of(
            "customerId",
            "complaintId",
            "orderId",
            "score",
            "amount",
            "accepted",
            "goods",
            "loopCounter",
            "decisionResult");

    private final ExpressionCheck check = new ExpressionCheck(shipped());

    /** The vocabulary as the application would find it, without the application. */
    private static Vocabulary shipped() {
        ClassPathScanningCandidateComponentProvider scan = new ClassPathScanningCandidateComponentProvider(false);
        scan.addIncludeFilter(new AssignableTypeFilter(JavaDelegate.class));
        scan.addIncludeFilter(new AnnotationTypeFilter(Facts.class));
        Map<String, Class<?>> beans = new HashMap<>();
        scan.findCandidateComponents("io.rapport.journey.step").forEach(found -> {
            try {
                Class<?> type = Class.forName(found.getBeanClassName());
                Facts facts = type.getAnnotation(Facts.class);
                beans.put(facts == null ? type.getAnnotation(Component.class).value() : facts.value(), type);
            } catch (ClassNotFoundException e) {
                throw new AssertionError(e);
            }
        });
        return Vocabulary.of(beans);
    }

    private String problems(String expression) {
        return check.value(expression, NAMES).stream()
                .map(ExpressionProblem::text)
                .reduce("", (all, one) -> all + one + "\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain words",
                "100 % of it, {braces} and (more)",
                "\\${not an expression}",
                "${score}",
                "#{score}",
                "${ score }",
                "${null}",
                "${true}",
                "${'text'}",
                "${-3.5e2}",
                "${score >= 4 and not accepted or empty amount}",
                "${score ge 4 && !accepted || amount mod 2 eq 0}",
                "${accepted ? 'yes' : 'no'}",
                "order ${orderId} of ${customerId}",
                "${customerFacts.ordered(customerId)}",
                "${customerFacts['ordered'](customerId)}",
                "${customerFacts.value(customerId) > 1000}",
                "${complaintFacts.deadline(complaintId, 0.5)}",
                "${complaintFacts.deadline(complaintId, '0.5')}",
                "${complaintFacts.deadline(complaintId, score / 10)}",
                "${decisionResult.severity}",
                "${decisionResult['severity']}",
                "${decisionResult[0].severity}",
                "${decisionResult[loopCounter]['severity']}",
                "${decisionResult.getSingleResult().severity}",
                "${customerFacts.orderCount(customerId) == '3'}",
                "${customerFacts.segment(customerId) == 'vip'}",
                "${goods[0]}",
                "${goods[loopCounter]}",
                "${goods[0].name}",
                "#{execution.processBusinessKey}",
            })
    @DisplayName("passes: names that are known, literals, operators, questions to facts, answers of a table")
    void passes(String expression) {
        assertThat(problems(expression)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            ${''.getClass().forName('java.lang.Runtime').getRuntime().exec('id')} | 'getClass(…)' is called on a value
            ${''['getClass']()}                        | 'getClass(…)' is called on a value
            ${''['get'.concat('Class')]()}             | 'concat(…)' is called on a value
            ${''[goods]()}                             | '[…](…)' is called on a value
            ${''.class}                                | '.class' is read from a value
            ${score['class']}                          | '.class' is read from a value
            ${score["class"].name}                     | '.class' is read from a value
            ${(score).class}                           | '.class' is read from a value
            ${score.class.classLoader}                 | '.classLoader' is read from a value
            ${[score]}                                 | cannot be read
            ${score[customerId.class]}                 | '.class' is read from a value
            ${goods[''.getClass()]}                    | 'getClass(…)' is called on a value
            ${goods[goods[0].name.length()]}           | 'length(…)' is called on a value
            ${goods.size()}                            | 'size(…)' is called on a value
            ${goods.stream().map(x -> x)}              | cannot be read
            ${x -> x}                                  | cannot be read
            ${score; amount}                           | cannot be read
            ${score = 5}                               | has a single = at character 9
            ${a:b(1)}                                  | there is no function a:b()
            ${T(java.lang.Runtime)}                    | there is no function T()
            ${new java.io.File('x')}                   | has nothing that joins new and java.io.File
            ${java.lang.Runtime}                       | 'java' is not known here
            ${Thread.State.NEW}                        | 'Thread' is not known here
            ${S('{}')}                                 | there is no function S()
            ${JSON('{}').prop('a')}                    | there is no function JSON()
            ${now()}                                   | now() is for task filters alone
            ${dateTime().plusDays(3).toDate()}         | there is no function dateTime()
            ${currentUser()}                           | currentUser() is for task filters alone
            ${execution}                               | 'execution' cannot be used in a model
            ${execution.processEngineServices.identityService.createMembership('dana','camunda-admin')} | 'execution' cannot be used in a model
            ${execution.setVariable('a', 1)}           | 'execution' cannot be used in a model
            ${execution['id']}                         | 'execution' cannot be used in a model
            ${execution[0]}                            | 'execution' cannot be used in a model
            ${execution.processBusinessKey}            | 'execution' cannot be used in a model
            a #{execution.processBusinessKey}          | 'execution' cannot be used in a model
            ${execution.getVariable('score')}          | write the name of the variable by itself: score
            ${execution.getVariable('scroe')}          | 'scroe' is not known here: did you mean 'score'?
            ${task.assignee}                           | 'task' cannot be used in a model
            ${externalTask}                            | 'externalTask' cannot be used in a model
            ${caseExecution.id}                        | 'caseExecution' cannot be used in a model
            ${authenticatedUserId}                     | 'authenticatedUserId' cannot be used in a model
            ${variableContext}                         | 'variableContext' cannot be used in a model
            ${runtimeService.createProcessInstanceQuery()} | 'createProcessInstanceQuery(…)' is called on a value
            ${dataSource.connection}                   | 'dataSource' is not known here
            ${empty execution}                         | 'execution' cannot be used in a model
            ${accepted ? score : ''.getClass()}        | 'getClass(…)' is called on a value
            ${accepted ? 1 : (2 + task.id)}            | 'task' cannot be used in a model
            text ${score} and ${''.getClass()} more    | 'getClass(…)' is called on a value
            ${customerFacts}                           | 'customerFacts' is named without a question
            a ${customerFacts} b                       | 'customerFacts' is named without a question
            ${customerFacts == null}                   | 'customerFacts' is named without a question
            ${customerFacts.jdbc}                      | 'customerFacts.jdbc' is read without being asked
            ${customerFacts['class']}                  | 'customerFacts.class' is read without being asked
            ${customerFacts[score](customerId)}        | the question to customerFacts is not written out
            ${customerFacts.getClass()}                | customerFacts has no 'getClass'
            ${customerFacts.attribute(customerId, 'x')} | customerFacts has no 'attribute'
            ${customerFacts.order(customerId)}         | customerFacts has no 'order': did you mean 'ordered'?
            ${customerFacts.ordered()}                 | customerFacts.ordered is given 0 arguments: write customerFacts.ordered(customerId)
            ${customerFacts.ordered(customerId, 1)}    | customerFacts.ordered is given 2 arguments: write customerFacts.ordered(customerId)
            ${customerFacts.ordered(custmerId)}        | 'custmerId' is not known here: did you mean 'customerId'?
            ${customerFacts.ordered(customerId).toString()} | 'toString(…)' is called on a value
            ${complaintFacts.deadline(complaintId, 'half')} | complaintFacts.deadline(complaintId, share) is given "half" for share: give it a number
            ${customerFact.ordered(customerId)}        | 'customerFact' is not known here: did you mean 'customerFacts'?
            ${sendMessage}                             | the step 'sendMessage' stands where a value is read
            ${sendMessage.execute(null)}               | 'execute(…)' is called on a value
            ${sendMessage.outbox}                      | 'sendMessage.outbox' is read without being asked
            ${decisionResult.getFirstResult().x}       | 'getFirstResult(…)' is called on a value
            ${decisionResult.getSingleResult().getEntryMap()} | 'getEntryMap(…)' is called on a value
            ${decisionResult[0].x.y}                   | '.y' is read from a value
            ${scroe > 3}                               | 'scroe' is not known here: did you mean 'score'? Known here: accepted
            ${score >}                                 | has nothing behind >
            ${score                                    | opens a bracket at character 2, {, that is not closed
            ${customerFacts->ordered(customerId)}      | has an arrow, ->, at character 16: write a dot to ask a fact
            ${orderFacts.delivered(customerId)}        | orderFacts.delivered is given 'customerId' for its orderId
            ${customerFacts.orderCount(customerId) == 'many'} | == compares a number with a text
            ${customerFacts.ordered(customerId) == 'yes'} | == compares what is true or false with a text
            ${}                                        | is empty
            ${score} #{amount}                         | mixes ${ and #{
            """)
    @DisplayName("finds: what reaches Java or the engine, what is not known, what is asked wrongly")
    void finds(String expression, String problem) {
        assertThat(problems(expression)).contains(problem);
    }

    @Test
    @DisplayName("finds everything at once, each once")
    void all() {
        assertThat(check.value("${scroe} ${scroe} ${task} ${''.getClass()}", NAMES))
                .extracting(ExpressionProblem::wrong)
                .containsExactly(
                        "'scroe' is not known here",
                        "'task' cannot be used in a model",
                        "'getClass(…)' is called on a value");
    }

    @Test
    @DisplayName("knows what a table answers, where it is given")
    void outputs() {
        assertThat(check.value("${decisionResult.severty}", NAMES, Set.of("severity", "hours")))
                .extracting(ExpressionProblem::text)
                .containsExactly(
                        "the table has no output 'severty': did you mean 'severity'? It answers hours, severity");
        assertThat(check.value("${decisionResult[0].hours}", NAMES, Set.of("severity", "hours")))
                .isEmpty();
        assertThat(check.value("${decisionResult.hours}", Set.of("score")))
                .extracting(ExpressionProblem::wrong)
                .containsExactly("'decisionResult' is not known here");
    }

    @Test
    @DisplayName("survives an expression that is nested without end")
    void nesting() {
        String deep = "${" + "(".repeat(100_000) + "score" + ")".repeat(100_000) + "}";
        assertThat(check.value(deep, NAMES))
                .extracting(ExpressionProblem::wrong)
                .containsExactly("an expression is nested too deeply to be read");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${accepted}",
                "${score >= 4}",
                "${not (accepted)}",
                "${empty score}",
                "${customerFacts.ordered(customerId)}",
                "${accepted ? score > 1 : true}",
                "${decisionResult.highValue}",
                "${(score > 1)}",
            })
    @DisplayName("A condition is something that may be true or false")
    void conditions(String expression) {
        assertThat(check.condition(expression, NAMES)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "score >= 4",
                "",
                "${'true'}",
                "${score + 1}",
                "${-score}",
                "${score} > 4",
                "${customerFacts.value(customerId)}",
                "${accepted ? 1 : 2}",
                "${null}",
            })
    @DisplayName("A condition is no text and no number")
    void noConditions(String expression) {
        assertThat(check.condition(expression, NAMES)).singleElement().satisfies(problem -> assertThat(problem.wrong())
                .endsWith("is no condition"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "${sendMesage} | 'sendMesage' is no step: did you mean ${sendMessage}?",
                "${customerFacts} | 'customerFacts' is no step",
                "sendMessage | 'sendMessage' is no step: did you mean ${sendMessage}?",
                "${sendMessage.x} | is no step",
                "${accepted ? sendMessage : escalate} | is no step",
                "a ${sendMessage} | is no step",
                "${score} | 'score' is no step",
            })
    @DisplayName("A task names one step")
    void steps(String expression, String problem) {
        assertThat(check.step("${sendMessage}")).isEmpty();
        assertThat(check.step(" #{ sendMessage } ")).isNotEmpty();
        assertThat(check.step("#{ sendMessage }")).isEmpty();
        assertThat(check.step(expression)).singleElement().satisfies(found -> assertThat(found.text())
                .contains(problem));
    }

    @Test
    @DisplayName("The shipped models ask only questions that there are")
    void shippedModels() throws IOException {
        Pattern expressions = Pattern.compile("[$#]\\{[^}]*}");
        Pattern names = Pattern.compile("(?<![.\\w'])[a-z]\\w*");
        try (Stream<Path> files = Files.list(Path.of("processes"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".bpmn")).toList()) {
                Matcher found = expressions.matcher(Files.readString(file));
                while (found.find()) {
                    String expression = HtmlUtils.htmlUnescape(found.group());
                    if (check.step(expression).isEmpty()) {
                        continue;
                    }
                    Set<String> variables = new java.util.HashSet<>(names.matcher(expression)
                            .results()
                            .map(r -> r.group())
                            .toList());
                    List<ExpressionProblem> problems = check.value(expression, variables);
                    assertThat(problems).as("%s in %s", expression, file).isEmpty();
                }
            }
        }
    }

    @Test
    @DisplayName("docs/expressions.md lists the facts that there are, no more and no less")
    void documented() throws IOException {
        List<String> listed = Pattern.compile("(?m)^\\| `(\\w+Facts\\.[^`]*)` \\|")
                .matcher(Files.readString(Path.of("docs/expressions.md")))
                .results()
                .map(row -> row.group(1))
                .toList();
        List<String> there = shipped().facts().values().stream()
                .flatMap(fact -> fact.methods().values().stream()
                        .flatMap(methods -> methods.values().stream())
                        .map(method -> fact.name() + "." + ExpressionWalk.signature(method)))
                .toList();
        assertThat(listed).containsExactlyInAnyOrderElementsOf(there);
    }
}
