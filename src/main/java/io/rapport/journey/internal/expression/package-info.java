/**
 * What models may say: the vocabulary, the check of expressions before a deployment, and the engine's settings by which
 * nothing else can be reached when a model runs.
 */
package io.rapport.journey.internal.expression;
