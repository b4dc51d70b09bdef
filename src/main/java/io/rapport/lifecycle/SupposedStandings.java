package io.rapport.lifecycle;

import io.rapport.customer.Moves;
import io.rapport.lifecycle.Relationships.CustomerStanding;
import java.util.List;

/**
 * Where customers would stand if they were worth something else.
 *
 * @param moves who would go from where to where, of those who stand somewhere now
 * @param standings where each would stand
 */
public record SupposedStandings(List<Moves> moves, List<CustomerStanding> standings) {}
