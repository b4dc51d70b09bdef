package io.rapport.value;

import io.rapport.customer.Currencies;
import io.rapport.customer.ExchangeRates;
import io.rapport.value.Scoring.Rules;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The rules that customers are scored by now, and those that they would be by a candidate. What a node has read stays until
 * other fits are live, or there is another candidate.
 */
@Component
final class LiveRules {

    private final FitTable fits;
    private final JdbcClient jdbc;
    private final ExchangeRates rates;
    private final ValueProperties properties;

    private volatile Read latest;
    private volatile Read waiting;

    private record Read(String version, Rules rules) {}

    LiveRules(FitTable fits, JdbcClient jdbc, ExchangeRates rates, ValueProperties properties) {
        this.fits = fits;
        this.jdbc = jdbc;
        this.rates = rates;
        this.properties = properties;
    }

    /** @return rules by the live models; by days as long as none is live */
    Rules read() {
        String version = jdbc.sql(
                        "select string_agg(id::text, ',' order by id) from rapport.value_fit where state = 'live'")
                .query((rs, n) -> String.valueOf(rs.getString(1)))
                .single();
        Read known = latest;
        if (known == null || !known.version().equals(version)) {
            known = new Read(version, rules(fits.live()));
            latest = known;
        }
        return known.rules();
    }

    /** @return rules by the models of a candidate */
    Rules of(FitCandidate candidate) {
        String version = String.valueOf(candidate.id());
        Read known = waiting;
        if (known == null || !known.version().equals(version)) {
            known = new Read(version, rules(candidate.fits()));
            waiting = known;
        }
        return known.rules();
    }

    private Rules rules(List<StoredFit> stored) {
        ScoringRule general = new DaysRule(properties.halfLifeDays(), properties.margin(), properties.discount());
        Map<Integer, ScoringRule> byYear = new HashMap<>();
        double minorUnits = Math.pow(10, Currencies.decimals(rates.reporting()));
        GammaGamma spending = null;
        for (StoredFit kept : stored) {
            if (kept.cohort().equals(FitTable.ALL)) {
                spending = kept.fit().spending();
                general = new ModelRule(
                        kept.fit().buying(), spending, minorUnits, properties.margin(), properties.discount());
            } else {
                byYear.put(
                        Integer.valueOf(kept.cohort()),
                        new ModelRule(
                                kept.fit().buying(), spending, minorUnits, properties.margin(), properties.discount()));
            }
        }
        return new Rules(general, byYear);
    }
}
