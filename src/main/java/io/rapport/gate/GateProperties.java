package io.rapport.gate;

import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What a company allows beyond journeys.
 *
 * @param foreignModels whether processes are taken that are no journeys: without code like all others, but started by
 *     anyone who may
 * @param externalTopics topics of external tasks that a worker serves
 */
@ConfigurationProperties("rapport.engine")
record GateProperties(@DefaultValue("false") boolean foreignModels, @DefaultValue Set<String> externalTopics) {}
