package io.rapport.gate;

import io.rapport.gate.ExpressionPlaces.Place;
import io.rapport.journey.expression.Vocabulary;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which steps and facts of this program models use, so that a node which lacks some can say so. */
final class VocabularyUse {

    private static final Pattern NAMED = Pattern.compile("(?<![\\w.'\"])([a-z]\\w*)\\s*\\.\\s*([a-z]\\w*)\\s*\\(");
    private static final Pattern STEP = Pattern.compile("\\s*[#$]\\{\\s*(\\w+)\\s*}\\s*");

    private VocabularyUse() {}

    /** @return such as {@code step sendMessage} and {@code fact customerFacts.ordered} */
    static Set<String> of(ProcessModel process, Vocabulary vocabulary) {
        Set<String> used = new TreeSet<>();
        process.element().visit(element -> {
            Matcher step = STEP.matcher(String.valueOf(element.camunda("delegateExpression")));
            if (step.matches()) {
                used.add("step " + step.group(1));
            }
        });
        for (Place place : ExpressionPlaces.of(process.element())) {
            Matcher named = NAMED.matcher(place.isExpression() ? place.text() : "");
            while (named.find()) {
                if (vocabulary.facts().containsKey(named.group(1))) {
                    used.add("fact " + named.group(1) + "." + named.group(2));
                }
            }
        }
        return used;
    }

    /** @return all steps and facts of this program */
    static Set<String> all(Vocabulary vocabulary) {
        Set<String> all = new TreeSet<>();
        vocabulary.steps().forEach(step -> all.add("step " + step));
        vocabulary.facts().forEach((name, fact) -> fact.methods()
                .keySet()
                .forEach(method -> all.add("fact " + name + "." + method)));
        return all;
    }
}
