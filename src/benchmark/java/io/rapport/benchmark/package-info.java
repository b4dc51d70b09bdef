/** Benchmarks: programs, not tests. {@code docs/benchmarks.md} says how to run them and what they showed. */
package io.rapport.benchmark;
