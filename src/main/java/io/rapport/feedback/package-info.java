/** Surveys and the complaints register. */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"calendar", "customer", "inbox"})
package io.rapport.feedback;
