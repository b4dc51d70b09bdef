/** Decision tables asked outside the engine: FEEL alone, and what the tables of the contact policy must answer. */
@org.springframework.modulith.NamedInterface("table")
package io.rapport.journey.table;
