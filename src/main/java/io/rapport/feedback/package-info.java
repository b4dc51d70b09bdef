/** Surveys, the complaints register, the customer panel. */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {"audit", "calendar", "customer", "database", "inbox", "language"})
package io.rapport.feedback;
