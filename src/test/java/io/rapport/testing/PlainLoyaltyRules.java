package io.rapport.testing;

import io.rapport.loyalty.LoyaltyRules;
import java.math.BigDecimal;

/** Rules of a loyalty programme without an engine: those of the tables that come with the product, in few words. */
public final class PlainLoyaltyRules implements LoyaltyRules {

    @Override
    public Earning earning(EarningQuestion question) {
        return question.what().equals("article") && !question.sku().startsWith("GIFT")
                ? new Earning("articles", BigDecimal.ONE, 5_000, 24)
                : new Earning("nothing", BigDecimal.ZERO, null, null);
    }

    @Override
    public ReferralReward referralReward(String level, int rewarded, BigDecimal value) {
        return new ReferralReward(rewarded >= 10 ? 0 : level.equals("gold") ? 300 : 200, 100, 24);
    }

    private volatile LevelTable levels = new LevelTable("500", 1);

    /** Another table of levels is live: silver is reached by so much. */
    public void releaseSilverFrom(int most) {
        levels = new LevelTable(String.valueOf(most), levels.number() + 1);
    }

    @Override
    public LevelTable levelTable() {
        return levels;
    }

    @Override
    public Level level(int points, BigDecimal value) {
        double most = Math.max(points, value.doubleValue());
        return most >= 5_000
                ? new Level("platinum", 4)
                : most >= 2_000
                        ? new Level("gold", 3)
                        : most >= Integer.parseInt(levels.content()) ? new Level("silver", 2) : new Level("bronze", 1);
    }
}
