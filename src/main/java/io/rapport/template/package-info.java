/** Messages as files: read, checked, compiled, rendered. */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"contactpolicy"})
package io.rapport.template;
