/** Signed links, by which somebody does one thing for one customer without an account, and the secrets that sign them. */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"address", "calendar"})
package io.rapport.link;
