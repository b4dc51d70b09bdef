/**
 * What all who use the database share: whether it is the database that fails, figures that are read from it, and which
 * advisory locks there are.
 */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {})
package io.rapport.database;
