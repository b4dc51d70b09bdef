/** Loyalty: the ledger of points, levels, redemptions at the till, coupons, recommendations. */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {"calendar", "customer", "database", "inbox", "language", "release"})
package io.rapport.loyalty;
