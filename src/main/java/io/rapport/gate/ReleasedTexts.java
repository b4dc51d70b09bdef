package io.rapport.gate;

import java.util.Map;

/**
 * Texts of a release, as far as they can be read.
 *
 * @param byPath by path of their file
 */
record ReleasedTexts(Map<String, TextCheck.Given> byPath) {}
