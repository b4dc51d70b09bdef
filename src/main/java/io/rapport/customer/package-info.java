/** What is known of a customer: profile, identities, orders, consent ledger, loyalty ledger, value, coupons. */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {"address", "audit", "calendar", "database", "inbox"})
package io.rapport.customer;
