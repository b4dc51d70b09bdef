/**
 * What all who use the database share: whether it is the database that fails, figures that are read from it, which advisory
 * locks there are, how rows go that are kept for a time only, how its workers poll and end, and who decided something by
 * hand.
 */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"calendar"})
package io.rapport.database;
