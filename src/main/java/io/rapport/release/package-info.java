/**
 * What is live, as a named set of files: who released it, when and why, how it is switched on all nodes at once, and where
 * files come from. What a file means is known to the room whose kind of file it is ({@link io.rapport.release.ReleaseKind}).
 */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"calendar", "database"})
package io.rapport.release;
