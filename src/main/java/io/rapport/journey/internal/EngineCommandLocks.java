package io.rapport.journey.internal;

import io.rapport.inbox.CustomerLock;
import java.util.Collection;
import java.util.List;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Has each command that moves a journey's instance take the lock of the instance's customer before it reads the
 * instance. Without it an event that comes between a condition and the wait behind it finds nobody who waits, and the
 * condition did not see it either.
 *
 * <p>It runs inside the command's transaction, which holds the lock until its end. What an event or a timer does has the
 * lock already, and moves instances by other ways than commands.
 */
@Component
final class EngineCommandLocks {

    private final JdbcClient jdbc;
    private final CustomerLock lock;

    EngineCommandLocks(JdbcClient jdbc, CustomerLock lock) {
        this.jdbc = jdbc;
        this.lock = lock;
    }

    /** @return a new one for each chain, which links its interceptors */
    CommandInterceptor interceptor() {
        return new CommandInterceptor() {
            @Override
            public <T> T execute(Command<T> command) {
                MovedInstances moved = MovedInstances.of(command);
                if (moved != null && !moved.ids().isEmpty()) {
                    take(lock, customers(moved));
                }
                return next.execute(command);
            }
        };
    }

    /**
     * Takes locks for a command of the engine: who was merged meanwhile is a conflict as the engine knows it, so that the
     * command is tried again or answered with 409, and costs a timer no try.
     */
    static void take(CustomerLock lock, Collection<String> customers) {
        try {
            lock.take(customers);
        } catch (OptimisticLockingFailureException e) {
            throw new OptimisticLockingException(e.getMessage());
        }
    }

    private List<String> customers(MovedInstances moved) {
        return jdbc.sql(
                        """
                with moved(instance, root) as (%s)
                select distinct customer_id from rapport.journey
                where instance_id in (select instance from moved union select root from moved)"""
                                .formatted(moved.by().instances()))
                .param("ids", moved.ids().toArray(String[]::new))
                .query(String.class)
                .list();
    }
}
