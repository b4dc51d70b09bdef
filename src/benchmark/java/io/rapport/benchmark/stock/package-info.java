/** What a project gets that takes the Camunda 7 starter for Spring Boot as it is: the other side of the benchmark. */
package io.rapport.benchmark.stock;
