package io.rapport.loyalty;

import java.math.BigDecimal;
import java.time.LocalDate;

/** What the tables of the loyalty programme answer. The room of journeys has the engine that asks them. */
public interface LoyaltyRules {

    /** The table of what earns points. */
    String EARNING = "loyalty-earning";

    /** The table of levels. */
    String LEVEL = "loyalty-level";

    /** The table of what a recommendation is worth. */
    String REFERRAL = "referral-reward";

    /**
     * Asks what something earns.
     *
     * @param question what was bought, by whom, when
     * @return what it earns
     * @throws RulesUnusable if the table is missing, fails or has no rule for it
     */
    Earning earning(EarningQuestion question);

    /**
     * Asks for a level.
     *
     * @param points earned in the period, less what was taken back
     * @param value what was bought in it and kept, in the company's currency
     * @return the level
     * @throws RulesUnusable if the table is missing, fails or has no rule for it
     */
    Level level(int points, BigDecimal value);

    /**
     * Says which table of levels is asked.
     *
     * @return the newest
     * @throws RulesUnusable if it is missing or cannot be read
     */
    LevelTable levelTable();

    /**
     * Asks what both get when the friend of a customer has kept a first order.
     *
     * @param level of the customer who recommended the shop; empty for none yet, or if nobody is known any more
     * @param rewarded for how many friends that customer got points in the year before
     * @param value of the order, in the company's currency
     * @return what they get
     * @throws RulesUnusable if the table is missing, fails or has no rule for it
     */
    ReferralReward referralReward(String level, int rewarded, BigDecimal value);

    /**
     * Something that may earn points.
     *
     * @param what {@code article} or {@code shipping}
     * @param sku of the article; empty for shipping
     * @param level of the customer; empty for none yet
     * @param day on which it was ordered
     */
    record EarningQuestion(String what, String sku, String level, LocalDate day) {}

    /**
     * What something earns.
     *
     * @param rule the rule's name: what falls under one rule has one cap
     * @param points for each unit of the company's currency, 0 or more
     * @param most points of one order under this rule; {@code null}: as many as it gives
     * @param months for which they can be used, to the end of the last one; {@code null}: they stay
     */
    record Earning(String rule, BigDecimal points, Integer most, Integer months) {}

    /**
     * What a recommendation is worth.
     *
     * @param points for who recommended the shop, 0 or more
     * @param friendPoints for the friend, 0 or more
     * @param months for which they can be used, to the end of the last one; {@code null}: they stay
     */
    record ReferralReward(int points, int friendPoints, Integer months) {}

    /**
     * A table of levels as it is deployed.
     *
     * @param content another text for each that says something else
     * @param number of the deployed version, higher for each newer one
     */
    record LevelTable(String content, int number) {}

    /**
     * A level.
     *
     * @param name as the table has it
     * @param rank the higher, the better
     */
    record Level(String name, int rank) {}

    /** A table cannot be asked. */
    final class RulesUnusable extends RuntimeException {

        private static final long serialVersionUID = 1;

        /** @param message which table, and what to do */
        public RulesUnusable(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
