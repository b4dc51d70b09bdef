package io.rapport.journey.table;

import io.rapport.contactpolicy.PolicyTables.TableEvaluator;
import io.rapport.loyalty.LoyaltyRules;
import io.rapport.loyalty.LoyaltyRules.Level;
import io.rapport.loyalty.LoyaltyRules.RulesUnusable;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** Asks tables of the loyalty programme and reads what they answer. */
public final class LoyaltyAnswers {

    private LoyaltyAnswers() {}

    /**
     * Asks a table.
     *
     * @param tables that it is one of
     * @param key of it
     * @param facts the inputs by name
     * @return the outputs of the first rule that fits, by name
     * @throws RulesUnusable if the table fails or has no rule for it
     */
    public static Map<String, Object> ask(TableEvaluator tables, String key, Map<String, Object> facts) {
        List<Map<String, Object>> answers;
        try {
            answers = tables.evaluate(key, facts);
        } catch (RuntimeException e) {
            throw new RulesUnusable("the table " + key + " fails: " + e.getMessage(), e);
        }
        if (answers.isEmpty()) {
            throw new RulesUnusable(
                    "the table " + key + " has no rule for " + facts + "; add one that always fits", null);
        }
        return answers.get(0);
    }

    /**
     * Reads a number.
     *
     * @return what the table answers; {@code null} if that is empty
     * @throws RulesUnusable if it is something else
     */
    public static BigDecimal number(String key, Map<String, Object> answer, String output) {
        Object value = answer.get(output);
        if (value != null && !(value instanceof Number)) {
            throw new RulesUnusable("the table " + key + " answers " + output + " '" + value + "'; use a number", null);
        }
        return value == null ? null : new BigDecimal(value.toString());
    }

    /**
     * Asks for a level.
     *
     * @param tables that the table of levels is one of
     * @param points as {@link LoyaltyRules#level} has them
     * @param value as {@link LoyaltyRules#level} has it
     * @return the level
     * @throws RulesUnusable if the table fails, or answers no level
     */
    public static Level level(TableEvaluator tables, int points, BigDecimal value) {
        Map<String, Object> answer =
                ask(tables, LoyaltyRules.LEVEL, Map.of("points", points, "value", value.doubleValue()));
        Object level = answer.get("level");
        BigDecimal rank = number(LoyaltyRules.LEVEL, answer, "rank");
        if (level == null || level.toString().isBlank() || rank == null) {
            throw new RulesUnusable(
                    "the table " + LoyaltyRules.LEVEL + " answers no level or no rank; fill both in", null);
        }
        return new Level(level.toString(), rank.intValue());
    }
}
