/**
 * Personal data: the register of where they stand, and what is made from it: export, erasure, retention; and what customers
 * request about their data. No other room's table is named here in code: the register names them (docs/adr/0078).
 */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"calendar", "customer", "database", "inbox"})
package io.rapport.privacy;
