/** May this message go, now, on this channel? Decides it in memory from facts and the tables that managers change; holds the suppressed addresses. */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {"address", "calendar", "customer", "database", "inbox", "link"})
package io.rapport.contactpolicy;
