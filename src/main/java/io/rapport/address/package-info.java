/** E-mail addresses, mail domains and telephone numbers: what is one, and how two are compared. Pure functions. */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {})
package io.rapport.address;
