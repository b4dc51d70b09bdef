package io.rapport.value;

import java.util.Map;

/**
 * The models of one fit, which are live together or not at all.
 *
 * @param all for all customers
 * @param byYear for years of first purchases that do better by models of their own
 */
record FittedModels(ValueFit all, Map<Integer, ValueFit> byYear) {}
