/** Dates of customers and schedules that raise events: how far each has come, and whose day it is. */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {"calendar", "customer", "database", "inbox", "release"})
package io.rapport.dates;
