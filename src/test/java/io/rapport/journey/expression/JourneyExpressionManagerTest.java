package io.rapport.journey.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.journey.step.Facts;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.dmn.engine.impl.DmnDecisionResultEntriesImpl;
import org.camunda.bpm.dmn.engine.impl.DmnDecisionResultImpl;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.delegate.VariableScope;
import org.camunda.bpm.engine.impl.el.CommandContextFunctions;
import org.camunda.bpm.engine.impl.el.JuelExpressionManager;
import org.camunda.bpm.engine.impl.util.ReflectUtil;
import org.camunda.bpm.engine.variable.Variables;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.support.StaticListableBeanFactory;

@DisplayName("An expression, when a model runs, reaches variables and the vocabulary, and nothing else")
class JourneyExpressionManagerTest {

    /** What an attacker would run. */
    public static final class Attack {

        static boolean succeeded;

        public Attack() {
            succeeded = true;
        }
    }

    /** What a journey may ask. */
    @Facts("shopFacts")
    public static class ShopFacts {

        public String name(String id) {
            return id == null ? "nobody" : "shop " + id;
        }

        public int price(double factor, int pieces) {
            return (int) (factor * pieces);
        }

        public boolean fails() {
            throw new IllegalStateException("no shop today");
        }

        String hidden() {
            return "hidden";
        }

        public static String ofNobody() {
            return "static";
        }
    }

    /** A step. */
    public static final class SellStep implements JavaDelegate {

        @Override
        public void execute(DelegateExecution execution) {
            Attack.succeeded = true;
        }
    }

    private final ShopFacts shop = new ShopFacts();
    private final SellStep sell = new SellStep();
    private final JourneyExpressionManager manager = new JourneyExpressionManager(new VocabularyResolver(
            Vocabulary.of(Map.of("shopFacts", ShopFacts.class, "sell", SellStep.class)),
            new StaticListableBeanFactory(Map.of("shopFacts", shop, "sell", sell))));
    private final Map<String, Object> variables = new HashMap<>();

    @BeforeEach
    void nothingHappened() {
        Attack.succeeded = false;
        variables.put("customerId", "42");
        variables.put("amount", 12.5);
        variables.put("accepted", true);
        variables.put("goods", List.of("tea", "cake"));
        variables.put("people", List.of(Map.of("name", "Ann")));
    }

    private Object value(String expression) {
        return value(manager, expression);
    }

    private Object value(JuelExpressionManager evaluator, String expression) {
        VariableScope scope = (VariableScope) Proxy.newProxyInstance(
                VariableScope.class.getClassLoader(), new Class<?>[] {VariableScope.class}, (proxy, method, given) -> {
                    return switch (method.getName()) {
                        case "getVariable" -> variables.get(given[0]);
                        case "hasVariable" -> variables.containsKey(given[0]);
                        default -> throw new AssertionError("an expression called " + method);
                    };
                });
        return evaluator.createValueExpression(expression).getValue(evaluator.getElContext(scope));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "${customerId} | 42",
                "${amount > 10 && accepted} | true",
                "${amount < 10 ? 'small' : 'large'} | large",
                "order ${customerId} of ${shopFacts.name(customerId)} | order 42 of shop 42",
                "${shopFacts.price('2.5', 4)} | 10",
                "${shopFacts['name'](7)} | shop 7",
                "#{not accepted} | false",
                "${goods[1]} | cake",
                "${people[0].name} | Ann",
                "${people[0]['name']} | Ann",
                "no expression | no expression",
                "\\${customerId} | ${customerId}",
            })
    @DisplayName("variables, literals, operators and the methods of facts")
    void reads(String expression, String expected) {
        assertThat(String.valueOf(value(expression))).isEqualTo(expected);
    }

    @Test
    @DisplayName("A name that is not set is null and can be compared; it is handed to a fact as null")
    void unset() {
        assertThat(value("${never}")).isNull();
        assertThat(value("${never == true}")).isEqualTo(false);
        assertThat(value("${never <= 3}")).isEqualTo(false);
        assertThat(value("${empty never}")).isEqualTo(true);
        assertThat(value("${never.name}")).isNull();
        assertThat(value("${shopFacts.name(never)}")).isEqualTo("nobody");
        assertThat(value("${goods[7]}")).isNull();
    }

    @Test
    @DisplayName("A step is named as the delegate that it is; a variable of the same name does not take its place")
    void steps() {
        variables.put("sell", "something else");
        assertThat(value("${sell}")).isSameAs(sell);
    }

    @Test
    @DisplayName("decisionResult is read as a map of the one rule that fitted, or as a list of all")
    void decisions() {
        DmnDecisionResultEntriesImpl first = new DmnDecisionResultEntriesImpl();
        first.putValue("severity", Variables.stringValue("high"));
        DmnDecisionResultEntriesImpl second = new DmnDecisionResultEntriesImpl();
        second.putValue("severity", Variables.stringValue("low"));
        variables.put("decisionResult", new DmnDecisionResultImpl(List.of(first)));
        assertThat(value("${decisionResult.severity}")).isEqualTo("high");
        assertThat(value("${decisionResult['severity']}")).isEqualTo("high");
        assertThat(value("${decisionResult[0].severity}")).isEqualTo("high");
        assertThat(value("${decisionResult.getSingleResult().severity}")).isEqualTo("high");
        assertThat(value("${decisionResult.other}")).isNull();
        assertThatThrownBy(() -> value("${decisionResult.clear()}")).hasMessageContaining("values have no methods");
        assertThatThrownBy(() -> value("${decisionResult.getSingleResult().getEntryMap()}"))
                .hasMessageContaining("values have no methods");

        variables.put("decisionResult", new DmnDecisionResultImpl(List.of()));
        assertThat(value("${decisionResult.severity}")).isNull();

        variables.put("decisionResult", new DmnDecisionResultImpl(List.of(first, second)));
        assertThat(value("${decisionResult[1].severity}")).isEqualTo("low");
        assertThatThrownBy(() -> value("${decisionResult.severity}"))
                .hasMessageContaining("decisionResult[0].severity");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${''.getClass().forName('io.rapport.journey.expression.JourneyExpressionManagerTest$Attack').newInstance()}",
                "#{''['getClass']().forName('io.rapport.journey.expression.JourneyExpressionManagerTest$Attack')['newInstance']()}",
                "${customerId.class}",
                "${customerId['class']}",
                "${customerId.bytes}",
                "${customerId.length()}",
                "${''['class']['name']}",
                "${(1).toString()}",
                "${true.toString()}",
                "${goods.class}",
                "${goods.size()}",
                "${goods['class']}",
                "${people[0].getClass()}",
                "${people[0].put('a', 'b')}",
                "${shopFacts.class}",
                "${shopFacts['class']}",
                "${shopFacts.getClass()}",
                "${shopFacts.hidden()}",
                "${shopFacts.ofNobody()}",
                "${shopFacts.hashCode()}",
                "${shopFacts.wait()}",
                "${shopFacts.name()}",
                "${shopFacts.name(1, 2)}",
                "${sell.execute(null)}",
                "${sell.class}",
                "${execution}",
                "${execution.processEngineServices.identityService.createMembership('dana','camunda-admin')}",
                "${execution.id}",
                "#{execution.processBusinessKey} ",
                "${task.id}",
                "${externalTask}",
                "${caseExecution}",
                "${authenticatedUserId}",
                "${variableContext}",
                "a ${amount} b ${customerId.getClass()}",
                "${accepted ? customerId.getClass() : 1}",
                "${shopFacts.name(customerId.getClass())}",
                "${goods[goods.getClass()]}",
                "${not empty customerId.class}",
                "${processEngine.getName()}",
            })
    @DisplayName("refuses: methods and properties of values, what the engine offers, beans of the application")
    void refuses(String expression) {
        assertThatThrownBy(() -> value(expression)).isNotNull();
        assertThat(Attack.succeeded).isFalse();
    }

    @Test
    @DisplayName("A stock engine would have run it: so the attack is one")
    void theAttackIsReal() {
        value(new JuelExpressionManager(), "${''.getClass().forName('" + Attack.class.getName() + "').newInstance()}");
        assertThat(Attack.succeeded).isTrue();
    }

    @Test
    @DisplayName("Beans of the application that are no vocabulary are names like any other: not set")
    void otherBeans() {
        assertThat(value("${runtimeService}")).isNull();
        assertThat(value("${processEngine}")).isNull();
        assertThat(value("${dataSource.connection}")).isNull();
    }

    @Test
    @DisplayName("What a fact throws comes out as it is")
    void failures() {
        assertThatThrownBy(() -> value("${shopFacts.fails()}"))
                .rootCause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no shop today");
    }

    @Test
    @DisplayName("Nothing can be set by an expression")
    void readOnly() {
        assertThatThrownBy(() -> manager.createValueExpression("${customerId}")
                        .setValue(manager.getElContext((VariableScope) null), "43"))
                .hasMessageContaining("cannot be set");
    }

    @Test
    @DisplayName("Functions are for task filters alone, and few: plugins bring none")
    void functions() {
        manager.addFunction(
                "currentUser",
                ReflectUtil.getMethod(CommandContextFunctions.class, CommandContextFunctions.CURRENT_USER));
        manager.addFunction("S", ReflectUtil.getMethod(String.class, "valueOf", Object.class));
        VariableScope scope = (VariableScope) Proxy.newProxyInstance(
                VariableScope.class.getClassLoader(),
                new Class<?>[] {VariableScope.class},
                (proxy, method, given) -> null);

        assertThatThrownBy(() -> manager.createExpression("${currentUser()}").getValue(scope))
                .hasMessageContaining("functions are for task filters");
        for (String unknown : List.of("${S('x')}", "${dateTime()}", "${dateTime().plusDays(7)}", "${a:b(1)}")) {
            assertThatThrownBy(() -> manager.createExpression(unknown).getValue(scope))
                    .hasMessageContaining("there is no function");
            assertThatThrownBy(() -> manager.createExpression(unknown).getValue(null))
                    .hasMessageContaining("there is no function");
        }
        assertThat(manager.createValueExpression("${currentUser()}")
                        .getValue(manager.getElContext((VariableScope) null)))
                .isNull();
        assertThatThrownBy(() -> manager.createValueExpression("${shopFacts}")
                        .getValue(manager.getElContext((VariableScope) null)))
                .hasMessageContaining("a task filter may use");
    }

    @Test
    @DisplayName("The business key that the Modeler hands to a called journey is understood as this one text")
    void businessKey() {
        DelegateExecution execution = (DelegateExecution) Proxy.newProxyInstance(
                DelegateExecution.class.getClassLoader(),
                new Class<?>[] {DelegateExecution.class},
                (proxy, method, given) -> method.getName().equals("getProcessBusinessKey") ? "customer:42" : null);
        assertThat(manager.createExpression("#{execution.processBusinessKey}").getValue(execution))
                .isEqualTo("customer:42");
        assertThat(manager.createExpression("#{execution.processBusinessKey}").isLiteralText())
                .isFalse();
    }

    @Test
    @DisplayName("Facts that an expression could not tell apart are refused at the start")
    void ambiguousFacts() {
        @Facts("twice")
        class Twice {
            @SuppressWarnings("unused")
            public String of(String id) {
                return id;
            }

            @SuppressWarnings("unused")
            public String of(Integer id) {
                return "";
            }
        }
        assertThatThrownBy(() -> Vocabulary.of(Map.of("twice", Twice.class)))
                .hasMessageContaining("'twice' have two methods of");
    }
}
