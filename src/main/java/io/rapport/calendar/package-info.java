/** Business hours, holidays, quiet hours and the clock: pure functions, no Spring, no engine. */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {})
package io.rapport.calendar;
