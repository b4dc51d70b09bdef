/** What is known of a customer: profile, identities, orders, consent ledger, value. */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {"address", "audit", "calendar", "database", "inbox"})
package io.rapport.customer;
