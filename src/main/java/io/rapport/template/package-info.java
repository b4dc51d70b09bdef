/** Messages as files: read, checked, compiled, rendered. */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"contactpolicy", "database", "release"})
package io.rapport.template;
