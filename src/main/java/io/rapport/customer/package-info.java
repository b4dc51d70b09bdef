/** What is known of a customer: profile, orders, consent ledger, loyalty ledger, value, coupons. */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"audit", "calendar", "database", "inbox"})
package io.rapport.customer;
