/**
 * What models may say: the vocabulary, the check of expressions before a deployment, and the engine's settings by which
 * nothing else can be reached when a model runs.
 */
@org.springframework.modulith.NamedInterface("expression")
package io.rapport.journey.expression;
