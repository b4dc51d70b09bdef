package io.rapport.loyalty;

import io.rapport.calendar.BusinessClock;
import io.rapport.release.NodeRelease;
import io.rapport.release.ReleaseWorker;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Ends holds whose time is over, and does what a new day asks for. Any number of nodes do, each other accounts. */
@Component
final class LoyaltyWorker extends ReleaseWorker {

    private static final int HOLDS = 100;

    private final LoyaltyDay day;
    private final ReferralDay referrals;
    private final LevelsByTable levels;
    private final PointRedemptions redemptions;

    /** @param poll between two runs; zero on a node that leaves this to others */
    LoyaltyWorker(
            LoyaltyDay day,
            ReferralDay referrals,
            LevelsByTable levels,
            PointRedemptions redemptions,
            NodeRelease release,
            BusinessClock clock,
            @Value("${rapport.loyalty.poll:30s}") Duration poll) {
        super(release, "loyalty", poll, "Points, levels and referrals", "cannot expire, be reviewed or be rewarded");
        this.day = day;
        this.referrals = referrals;
        this.levels = levels;
        this.redemptions = redemptions;
        clock.follow(distance -> wake());
    }

    @Override
    protected void workByRelease() {
        repeat(() -> redemptions.endOverdue(HOLDS));
        repeat(day::advance);
        repeat(referrals::advance);
        repeat(levels::advance);
    }
}
