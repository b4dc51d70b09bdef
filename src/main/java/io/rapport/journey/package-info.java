/** Runs the journeys: engine configuration, correlation of events, the journeys' register, the designers' steps. */
package io.rapport.journey;
