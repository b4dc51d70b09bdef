/** What is known of a customer: profile, identities, orders, consent ledger, value; who changed and is to be evaluated. */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {"address", "audit", "calendar", "database", "inbox", "release"})
package io.rapport.customer;
