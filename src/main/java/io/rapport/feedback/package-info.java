/** Surveys and the complaints register. */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"calendar", "customer", "database", "inbox"})
package io.rapport.feedback;
