/** Messages as files: read, checked, compiled, rendered. */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"contactpolicy", "release"})
package io.rapport.template;
