package io.rapport.app.forms;

import io.rapport.calendar.BusinessClock;
import io.rapport.database.OperatorDecision;
import io.rapport.language.VisibleText;
import jakarta.servlet.http.HttpServletRequest;
import java.sql.Timestamp;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Forms of staff that were carried out, and the one way to carry one out. Each page gives each of its forms an id of its own
 * ({@code parts :: form}), so that the same form sent twice (a double click, a page loaded anew, a step back) acts once. What
 * came of it is said by the page that {@link FormOutcome#leadBack} leads to.
 */
@Component("sentForms")
public final class SentForms {

    /** The field that has a form's id. */
    public static final String FIELD = "form";

    private static final String NOTE = "note";

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
     * @param form as it was sent
     * @param act what to do in the transaction, and what came of it; what it throws leaves the form as not sent
     * @return what came of it; {@link FormOutcome#BEFORE} if the form was carried out before
     */
    public FormOutcome once(HttpServletRequest form, Supplier<FormOutcome> act) {
        return transaction.execute(status -> onceForGood(form, act));
    }

    /**
     * Carries out what somebody decides by a form that has a field {@value #NOTE}: as {@link #once}, in the name of who sent it.
     *
     * @param form as it was sent, by somebody who has logged in
     * @param act what to do in the transaction, by whom and why, and what came of it
     * @return what came of it; {@link FormOutcome#BEFORE} if the form was carried out before
     * @throws IllegalArgumentException if the note is missing or too long; nothing is done then
     */
    public FormOutcome decide(HttpServletRequest form, Function<OperatorDecision, FormOutcome> act) {
        OperatorDecision decision = new OperatorDecision(
                form.getUserPrincipal().getName(), VisibleText.strip(VisibleText.clean(form.getParameter(NOTE))));
        return once(form, () -> act.apply(decision));
    }

    /**
     * For what no transaction takes back, such as a mail: a form counts as sent before it is carried out. Its page comes back
     * with another one, by which to try again.
     *
     * @param form as it was sent
     * @param act what to do, and what came of it; whatever it throws, the form counts as sent
     * @return what came of it; {@link FormOutcome#BEFORE} if the form was sent before
     */
    public FormOutcome onceForGood(HttpServletRequest form, Supplier<FormOutcome> act) {
        return isFirst(id(form.getParameter(FIELD))) ? act.get() : FormOutcome.BEFORE;
    }

    private boolean isFirst(UUID form) {
        return jdbc.sql("insert into rapport.sent_form (id, sent_at) values (:id, :now) on conflict do nothing")
                        .param("id", form)
                        .param("now", Timestamp.from(clock.instant()))
                        .update()
                == 1;
    }
}
