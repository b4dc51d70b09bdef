package io.rapport.value;

import io.rapport.calendar.BusinessClock;
import io.rapport.calendar.WorkingTime;
import io.rapport.customer.ChangeKind;
import io.rapport.customer.CustomerChange;
import io.rapport.customer.CustomerChangeListener;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Sums up the orders of customers who changed, and scores them. */
@Component
@Order(CustomerChangeListener.VALUE)
final class ValueListener implements CustomerChangeListener {

    private final ValueTable table;
    private final QuintileTable quintiles;
    private final LiveRules rules;
    private final ZoneId zone;
    private final BusinessClock clock;

    ValueListener(ValueTable table, QuintileTable quintiles, LiveRules rules, WorkingTime shop, BusinessClock clock) {
        this.table = table;
        this.quintiles = quintiles;
        this.rules = rules;
        this.zone = shop.zone();
        this.clock = clock;
    }

    @Override
    public void changed(List<CustomerChange> changes) {
        Set<String> ids = new HashSet<>();
        changes.forEach(change -> ids.add(change.customerId()));
        List<Purchases> bought = table.sumUp(ids, zone);
        int broughtIn = noteBroughtIn(changes, bought);
        write(bought, fifths());
        if (broughtIn > 0 && table.isAtMost(2 * broughtIn)) {
            // half of all came just now: by the borders of before, tiers would begin wrong, and keep to that
            quintiles.refresh();
            write(bought, quintiles.read());
        }
        bought.forEach(one -> ids.remove(one.customerId()));
        table.delete(ids);
    }

    /**
     * Purchases that are no news came by a file: with many of them, fifths of all end elsewhere.
     *
     * @return of how many customers
     */
    private int noteBroughtIn(List<CustomerChange> changes, List<Purchases> bought) {
        Set<String> ids = new HashSet<>();
        changes.stream()
                .filter(change -> change.kind() == ChangeKind.FIRST)
                .forEach(change -> ids.add(change.customerId()));
        int count = table.countOthers(
                bought.stream().filter(one -> ids.contains(one.customerId())).toList());
        if (count > 0) {
            quintiles.noteBroughtIn(count);
        }
        return count;
    }

    private Quintiles fifths() {
        Quintiles fifths = quintiles.read();
        if (fifths == Quintiles.NONE) {
            quintiles.refresh();
            fifths = quintiles.read();
        }
        return fifths;
    }

    private void write(List<Purchases> bought, Quintiles fifths) {
        if (bought.isEmpty()) {
            return;
        }
        LocalDate today = LocalDate.ofInstant(clock.instant(), zone);
        Scoring scoring = new Scoring(rules.read(), fifths, today);
        table.write(
                bought.stream()
                        .map(one -> new ValueTable.Row(one, scoring.of(one)))
                        .toList(),
                clock.instant());
    }
}
