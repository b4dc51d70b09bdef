package io.rapport.lifecycle;

/**
 * The two tables that are in force.
 *
 * @param tier compiled
 * @param stage compiled
 * @param version changes whenever one of them does
 */
public record CurrentTables(BandTable tier, BandTable stage, String version) {}
