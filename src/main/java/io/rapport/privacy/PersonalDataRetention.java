package io.rapport.privacy;

import io.rapport.database.RetainedRows;
import io.rapport.database.RetentionProperties;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Personal data that go by their age, as the register of personal data says: rows are deleted, or their words emptied. Those
 * of customers whose data are to be kept stay.
 */
@Component
final class PersonalDataRetention implements RetainedRows {

    private record Rule(String sql, Duration keep) {}

    private final List<Rule> rules = new ArrayList<>();
    private final LegalHoldOrders orders;
    private final JdbcClient jdbc;

    PersonalDataRetention(
            PersonalDataRegister register, RetentionProperties properties, LegalHoldOrders orders, JdbcClient jdbc) {
        this.orders = orders;
        this.jdbc = jdbc;
        PersonalDataStatements statements = new PersonalDataStatements(register);
        for (RegisteredTable table : register.tables().values()) {
            if (table.retain() != null) {
                Duration keep = table.retainFor() != null
                        ? table.retainFor()
                        : properties.of(table.kind().retention());
                statements.expire(table).forEach(sql -> rules.add(new Rule(sql, keep)));
            }
        }
    }

    @Override
    public String name() {
        return "personal-data";
    }

    /** Each kind of data has its own time. */
    @Override
    public Duration keep() {
        return Duration.ZERO;
    }

    /** @param from the place of the rule that is next */
    @Override
    public Batch delete(Instant before, long from, int most) {
        int at = (int) Math.max(from, 0);
        Rule rule = rules.get(at);
        int gone = jdbc.sql(rule.sql())
                .param("before", Timestamp.from(before.minus(rule.keep())))
                .param("customers", orders.customers().toArray(String[]::new))
                .param("most", most)
                .update();
        long next = gone < most ? at + 1L : at;
        return new Batch(gone, next < rules.size() ? next : null);
    }
}
