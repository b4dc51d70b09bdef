package io.rapport.database;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.rapport.calendar.BusinessClock;
import io.rapport.testing.RegisterFixture;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** Retention of some kinds of rows alone, which runs when a test has it run. */
public final class RetentionOf {

    private RetentionOf() {}

    /** @return what deletes these rows on the registers' database, in the nights that the settings have by themselves */
    public static Retention rows(RegisterFixture registers, RetainedRows... kinds) {
        return new Retention(
                List.of(kinds),
                registers.get(RetentionProperties.class),
                registers.get(JdbcClient.class),
                registers.get(PlatformTransactionManager.class),
                registers.get(BusinessClock.class),
                new SimpleMeterRegistry());
    }
}
