package io.rapport.segment;

import io.rapport.customer.Currencies;
import io.rapport.customer.ExchangeRates;
import io.rapport.customer.ExchangeRates.RateSpan;
import io.rapport.database.Columns;
import java.util.List;
import org.springframework.stereotype.Component;

/** The rates by which what customers spent is added up, as parameters of a statement. */
@Component
class SegmentRates {

    private final ExchangeRates rates;

    SegmentRates(ExchangeRates rates) {
        this.rates = rates;
    }

    SegmentSql.Rates all() {
        List<RateSpan> spans = rates.spans();
        return new SegmentSql.Rates(
                Columns.of(spans, RateSpan::currency),
                Columns.of(spans, RateSpan::from),
                Columns.of(spans, RateSpan::until),
                Columns.of(spans, span -> span.rate()
                        .movePointLeft(Currencies.decimals(span.currency()))
                        .toPlainString()));
    }
}
