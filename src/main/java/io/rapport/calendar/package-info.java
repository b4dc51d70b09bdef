/** Business hours, holidays, quiet hours and the clock: pure functions, no Spring, no engine. */
package io.rapport.calendar;
