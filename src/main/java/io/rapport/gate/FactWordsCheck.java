package io.rapport.gate;

import io.rapport.gate.ExpressionPlaces.Place;
import io.rapport.journey.expression.ExpressionCheck;
import io.rapport.journey.expression.ExpressionCheck.FactText;
import io.rapport.journey.expression.Spelling;
import io.rapport.lifecycle.RelationshipTable;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Checks the words that a process compares facts with, or asks them with, where it is known what these can be: a journey that
 * asks for a misspelt tier or task takes the same way for everybody, and nobody would notice.
 */
final class FactWordsCheck {

    private static final Map<String, Collection<String>> WORDS = Map.of(
            "customerFacts.tier", RelationshipTable.TIER.answers(),
            "customerFacts.stage", RelationshipTable.STAGE.answers());

    private static final String LEVEL = "customerFacts.loyaltyLevel";
    private static final String SEGMENT = "segmentFacts.isIn";
    private static final String TASK = "customerFacts.taskWithin";
    private static final String MESSAGE = "outboxFacts.sentWithin";

    /** An event of each segment. */
    private static final String ENTERED = "segment.entered.";

    private final ProcessModel model;
    private final ModelSet models;
    private final Platform platform;
    private final ExpressionCheck expressions;
    private final Findings findings;

    /** @param models everything that is deployed when the deployment has passed */
    FactWordsCheck(ProcessModel model, ModelSet models, Platform platform, Findings findings) {
        this.model = model;
        this.models = models;
        this.platform = platform;
        this.expressions = new ExpressionCheck(platform.vocabulary());
        this.findings = findings;
    }

    void check() {
        ExpressionPlaces.of(model.element()).stream()
                .filter(Place::isExpression)
                .forEach(place -> expressions.factTexts(place.text()).forEach(text -> check(place, text)));
    }

    private void check(Place place, FactText said) {
        if (said.asked()) {
            switch (said.fact()) {
                case SEGMENT -> lacking(Rule.FACT_SEGMENT, place, said, segments());
                case TASK -> lacking(Rule.FACT_TASK, place, said, RoutingTableCheck.userTasks(models));
                case MESSAGE ->
                    lacking(Rule.FACT_MESSAGE, place, said, platform.messages().keySet());
                default -> {
                    // its texts name nothing that is known here
                }
            }
        } else if (said.text().isEmpty()) {
            // what none of them is yet
            return;
        } else if (WORDS.containsKey(said.fact())) {
            lacking(Rule.FACT_NEVER, place, said, WORDS.get(said.fact()));
        } else if (said.fact().equals(LEVEL)) {
            Set<String> levels = InputWords.levels(models);
            if (!levels.isEmpty()) {
                lacking(Rule.FACT_LEVEL, place, said, levels);
            }
        }
    }

    private Set<String> segments() {
        Set<String> segments = new TreeSet<>();
        platform.events().keySet().stream()
                .filter(event -> event.startsWith(ENTERED))
                .forEach(event -> segments.add(event.substring(ENTERED.length())));
        return segments;
    }

    private void lacking(Rule rule, Place place, FactText said, Collection<String> words) {
        if (!words.contains(said.text())) {
            findings.add(
                    rule,
                    model.file(),
                    place.element(),
                    said.fact(),
                    said.text(),
                    Spelling.meant(said.text(), words),
                    String.join(", ", new TreeSet<>(words)));
        }
    }
}
