package io.rapport.lifecycle;

/**
 * Something to fix in a table about the relationship.
 *
 * @param element id of the element in the file
 * @param problem names table, row and column
 * @param fix what to write instead
 * @param error whether the table cannot be used; else it can, but hardly as it is meant
 */
public record TableFault(String element, String problem, String fix, boolean error) {}
