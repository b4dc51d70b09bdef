/**
 * Named groups of customers ({@code processes/segments.yaml}): read and checked as a file of a release, compiled to SQL, kept
 * up to date as customers change and as days pass. Who enters or leaves one is an event.
 */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {"audit", "calendar", "customer", "database", "inbox", "language", "release"})
package io.rapport.segment;
