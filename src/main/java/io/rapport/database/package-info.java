/** What the rooms share of the database: which advisory locks there are. */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {})
package io.rapport.database;
