/**
 * The designers' vocabulary: one class a step, the bean's name is the step's; and the facts that conditions and
 * decisions may ask for. Each step only writes rows, in the engine's transaction.
 */
@org.springframework.modulith.NamedInterface("step")
package io.rapport.journey.step;
