package io.rapport.journey.internal;

import io.rapport.contactpolicy.PolicyTables.TableEvaluator;
import io.rapport.journey.table.DmnTables;
import io.rapport.journey.table.DmnTables.Source;
import io.rapport.journey.table.LevelTableFile;
import io.rapport.journey.table.LoyaltyAnswers;
import io.rapport.loyalty.LoyaltyRules;
import io.rapport.release.NodeRelease;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.repository.DecisionDefinition;
import org.springframework.stereotype.Component;

/**
 * The tables of the loyalty programme as they are deployed. They are asked without the engine around them, so that one that
 * fails does not spoil the transaction of a till; what earns points is asked once for each article, level and day and then
 * remembered.
 */
@Component
final class DeployedLoyaltyRules implements LoyaltyRules {

    private static final List<String> KEYS = List.of(EARNING, LEVEL, REFERRAL);

    /** A release of before knows no recommendations; points and levels go on with it. */
    private static final Set<String> OPTIONAL = Set.of(REFERRAL);

    /** More than a shop sells on a day; then remembering begins anew. */
    private static final int MOST_REMEMBERED = 20_000;

    private static final int MOST_POINTS_A_UNIT = 10_000;
    private static final int MOST_MONTHS = 1_200;
    private static final BigDecimal MOST_REWARD = BigDecimal.valueOf(1_000_000);

    private final RepositoryService repository;
    private final NewestTables<Rules> newest;

    DeployedLoyaltyRules(RepositoryService repository, NodeRelease release) {
        this.repository = repository;
        this.newest = new NewestTables<>(repository, release, KEYS, this::read);
    }

    /**
     * @param keys of the tables that there are
     * @param levels which table of them it is
     * @param known what earns points, as far as it was asked
     */
    private record Rules(
            Set<String> keys, TableEvaluator tables, LevelTable levels, Map<EarningQuestion, Earning> known) {}

    @Override
    public Earning earning(EarningQuestion question) {
        Rules rules = newest.get();
        Earning known = rules.known().get(question);
        if (known == null) {
            known = earning(ask(
                    rules,
                    EARNING,
                    Map.of(
                            "what",
                            question.what(),
                            "sku",
                            question.sku(),
                            "level",
                            question.level(),
                            "day",
                            question.day().getYear() * 10_000
                                    + question.day().getMonthValue() * 100
                                    + question.day().getDayOfMonth())));
            if (rules.known().size() >= MOST_REMEMBERED) {
                rules.known().clear();
            }
            rules.known().put(question, known);
        }
        return known;
    }

    private static Earning earning(Map<String, Object> answer) {
        Object rule = answer.get("rule");
        BigDecimal points = LoyaltyAnswers.number(EARNING, answer, "points");
        if (rule == null || rule.toString().isBlank() || points == null) {
            throw new RulesUnusable("the table " + EARNING + " answers no rule or no points; fill both in", null);
        }
        require(points.signum() >= 0 && points.intValue() <= MOST_POINTS_A_UNIT, EARNING, "points", points);
        BigDecimal most = LoyaltyAnswers.number(EARNING, answer, "most");
        require(most == null || most.signum() >= 0, EARNING, "most", most);
        BigDecimal months = LoyaltyAnswers.number(EARNING, answer, "months");
        require(months == null || months.signum() > 0 && months.intValue() <= MOST_MONTHS, EARNING, "months", months);
        return new Earning(
                rule.toString(),
                points,
                most == null ? null : most.intValue(),
                months == null ? null : months.intValue());
    }

    @Override
    public Level level(int points, BigDecimal value) {
        return LoyaltyAnswers.level(newest.get().tables(), points, value);
    }

    @Override
    public LevelTable levelTable() {
        return newest.get().levels();
    }

    @Override
    public ReferralReward referralReward(String level, int rewarded, BigDecimal value) {
        Map<String, Object> answer =
                ask(newest.get(), REFERRAL, Map.of("level", level, "rewarded", rewarded, "value", value.doubleValue()));
        BigDecimal months = LoyaltyAnswers.number(REFERRAL, answer, "months");
        require(months == null || months.signum() > 0 && months.intValue() <= MOST_MONTHS, REFERRAL, "months", months);
        return new ReferralReward(
                points(answer, "points"), points(answer, "friendPoints"), months == null ? null : months.intValue());
    }

    private static int points(Map<String, Object> answer, String output) {
        BigDecimal points = LoyaltyAnswers.number(REFERRAL, answer, output);
        if (points == null) {
            throw new RulesUnusable("the table " + REFERRAL + " answers no " + output + "; fill it in", null);
        }
        require(points.signum() >= 0 && points.compareTo(MOST_REWARD) <= 0, REFERRAL, output, points);
        return points.intValue();
    }

    private static Map<String, Object> ask(Rules rules, String key, Map<String, Object> facts) {
        if (!rules.keys().contains(key)) {
            throw notDeployed(key);
        }
        return LoyaltyAnswers.ask(rules.tables(), key, facts);
    }

    private static void require(boolean condition, String key, String output, BigDecimal value) {
        if (!condition) {
            throw new RulesUnusable(
                    "the table " + key + " answers " + value + " for " + output + "; use a number that can be meant",
                    null);
        }
    }

    private static RulesUnusable notDeployed(String key) {
        return new RulesUnusable("the table " + key + " is not deployed; deploy " + key + ".dmn", null);
    }

    private Rules read(Map<String, DecisionDefinition> newest, Rules before) {
        for (String key : KEYS) {
            if (!newest.containsKey(key) && !OPTIONAL.contains(key)) {
                throw notDeployed(key);
            }
        }
        Map<String, Source> sources = new HashMap<>();
        newest.forEach((key, table) -> sources.put(
                key, new Source(repository.getDecisionModel(table.getId()), String.valueOf(table.getVersion()))));
        try {
            DecisionDefinition levels = newest.get(LEVEL);
            return new Rules(
                    newest.keySet(),
                    DmnTables.evaluator(sources),
                    new LevelTable(
                            LevelTableFile.content(repository.getDmnModelInstance(levels.getId())),
                            levels.getVersion()),
                    new ConcurrentHashMap<>());
        } catch (RuntimeException e) {
            throw new RulesUnusable("the tables of the loyalty programme cannot be read: " + e.getMessage(), e);
        }
    }
}
