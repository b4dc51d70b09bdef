package io.rapport.journey.internal;

import io.rapport.feedback.HarmWords;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** The words of harm that managers keep in the table {@value #TABLE}. The customer's words never enter the engine. */
@Component
public final class HarmTable {

    static final String TABLE = "harm-words";

    private final DecisionTables tables;

    HarmTable(DecisionTables tables) {
        this.tables = tables;
    }

    /**
     * Returns whether a complaint speaks of harm to a person; within a command of the engine.
     *
     * @param text the customer's words; {@code null} counts as none
     * @return whether a rule of the table fits one of its sentences
     */
    public boolean speaksOfHarm(String text) {
        List<HarmWords.WordRule> rules = tables.ask(TABLE, Map.of("of", "harm")).getResultList().stream()
                .map(row -> HarmWords.WordRule.of(
                        (String) row.get("words"), (String) row.get("near"), (String) row.get("unless")))
                .toList();
        return HarmWords.in(text, rules);
    }
}
