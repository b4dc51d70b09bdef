/** What all who use the database share: whether it is the database that fails, and figures that are read from it. */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {})
package io.rapport.database;
