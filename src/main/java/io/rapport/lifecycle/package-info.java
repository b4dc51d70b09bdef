/**
 * How close a customer is (the relationship tier) and how far along (the lifecycle stage), by two decision tables that managers
 * change; when it changed and why; and when a customer lapses. The tables are compiled into bands, and evaluated in sets by the
 * database.
 */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {"calendar", "customer", "database", "inbox", "release"})
package io.rapport.lifecycle;
