/** Durable, ordered events: the intake, the event catalogue, the workers, dead letters. */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {"address", "calendar", "database", "language", "release"})
package io.rapport.inbox;
