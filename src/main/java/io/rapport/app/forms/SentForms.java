package io.rapport.app.forms;

import io.rapport.calendar.BusinessClock;
import java.sql.Timestamp;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Forms of staff that were carried out. Each page gives each of its forms an id of its own ({@code parts :: form}), so that
 * the same form sent twice (a double click, a page loaded anew, a step back) acts once.
 */
@Component("sentForms")
public final class SentForms {

    /** The field that has a form's id. */
    public static final String FIELD = "form";

    private final JdbcClient jdbc;
    private final BusinessClock clock;
    private final TransactionTemplate transaction;

    SentForms(JdbcClient jdbc, BusinessClock clock, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** @return the id of a form that is about to be shown */
    public UUID next() {
        return UUID.randomUUID();
    }

    /**
     * @param text what a form has in its field {@value #FIELD}; null if it has none
     * @return the form's id; a new one for what no page of ours has made: it counts once all the same
     */
    public static UUID id(String text) {
        try {
            return UUID.fromString(Objects.requireNonNullElse(text, ""));
        } catch (IllegalArgumentException unknown) {
            return UUID.randomUUID();
        }
    }

    /**
     * Does what a form asks for, in one transaction with the note that it is done. Of two that come at the same moment the
     * second one waits for the first.
     *
     * @param form its id as it was sent; null if it has none
     * @param act what to do in the transaction; what it throws leaves the form as not sent
     * @return what was done; empty if the form was carried out before
     */
    public <T> Optional<T> once(String form, Supplier<T> act) {
        return transaction.execute(status -> isFirst(id(form)) ? Optional.of(act.get()) : Optional.<T>empty());
    }

    /**
     * For what no transaction undoes, such as a mail: a form counts as sent before it is carried out. Its page comes back with
     * another one, by which to try again.
     *
     * @param form its id as it was sent; null if it has none
     * @return whether it is to be carried out; false if it was sent before
     */
    public boolean isFirst(String form) {
        return isFirst(id(form));
    }

    private boolean isFirst(UUID form) {
        return jdbc.sql("insert into rapport.sent_form (id, sent_at) values (:id, :now) on conflict do nothing")
                        .param("id", form)
                        .param("now", Timestamp.from(clock.instant()))
                        .update()
                == 1;
    }
}
