package io.rapport.outbox.internal;

import io.rapport.database.AdvisoryLocks;
import io.rapport.database.Columns;
import io.rapport.database.OnePlan;
import io.rapport.database.RoundTrip;
import io.rapport.outbox.OutboxMessage.State;
import io.rapport.outbox.internal.Transition.Change;
import io.rapport.outbox.internal.Transition.Note;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Changes rows that workers hold, many by one statement. Each change asks whether the row is still the worker's and in the
 * same attempt, since its lease may have run out; the answer names the rows that were changed.
 *
 * <p>A statement has the parts alone that its group needs: to begin and end one costs PostgreSQL many times as much as a
 * message more in it, and that by the parts and parameters it has, whether they come to anything or not.
 */
@Component
final class OutboxTransitions {

    private static final String LOCK =
            """
            select id from (
                select id, customer from unnest(:ids::uuid[], :customers::text[]) as wanted (id, customer)
                order by customer) wanted
            where pg_try_advisory_xact_lock(:class, hashtext(customer))""";

    /** The usual outcome: what {@link #ENDED} comes to for it. */
    private static final String SENT =
            """
            changed as (
                update rapport.outbox_message m
                set state = 'sent', why = t.why, wait_for = null, held_by_cap = null, lease_until = null,
                    settled_at = :now::timestamptz
                from unnest(:tIds::uuid[], :tWorkers::text[], :tAttempt::int[], :tWhys::text[])
                    as t (id, worker, attempt, why)
                where m.id = t.id and m.claimed_by = t.worker and m.attempts = t.attempt
                  and m.state in ('sending', 'unknown')
                returning m.id)""";

    private static final String ENDED =
            """
            transition as materialized (
                select * from unnest(
                    :tIds::uuid[], :tWorkers::text[], :tBegun::boolean[], :tAttempt::int[], :tStates::text[],
                    :tChannels::text[], :tRules::text[], :tWhys::text[], :tInputs::text[], :tDues::timestamptz[],
                    :tWaits::text[], :tCaps::text[], :tAttempts::int[], :tRefused::text[])
                as t (id, worker, begun, attempt, state, channel, rule, why, inputs, due_at, wait_for, held_by_cap,
                      attempts, refused_on)),
            changed as (
                update rapport.outbox_message m
                set state = t.state, channel = coalesce(t.channel, m.channel), rule = coalesce(t.rule, m.rule),
                    why = coalesce(t.why, m.why),
                    inputs = case when t.inputs is not null then t.inputs::jsonb
                                  when t.state = 'queued' then m.inputs - 'waitFor' else m.inputs end,
                    due_at = coalesce(t.due_at, m.due_at), wait_for = t.wait_for, held_by_cap = t.held_by_cap,
                    attempts = coalesce(t.attempts, m.attempts), lease_until = null,
                    refused_channels = case when t.refused_on is null then m.refused_channels
                                            else array_append(m.refused_channels, t.refused_on) end,
                    settled_at = case when t.state in ('sent', 'withheld', 'failed', 'unknown') then :now::timestamptz end,
                    contacted_at = case when t.state in ('sent', 'assigned', 'unknown') then m.contacted_at end,
                    claimed_by = case when t.state = 'queued' then null else m.claimed_by end
                from transition t
                where m.id = t.id and m.claimed_by = t.worker and m.attempts = t.attempt
                  and (t.begun and m.state in ('sending', 'unknown') or not t.begun and m.state = 'claimed')
                returning m.id),
            noted as (
                insert into rapport.outbox_delivery_log (message_id, at, outcome, channel, rule, why)
                select n.id, :now::timestamptz, n.outcome, n.channel, n.rule, n.why
                from unnest(:nIds::uuid[], :nOutcomes::text[], :nChannels::text[], :nRules::text[], :nWhys::text[])
                    with ordinality as n (id, outcome, channel, rule, why, place)
                join changed using (id)
                order by n.place)""";

    /**
     * Marks a message as sending only if what lets it go is still so: the versions of all that was read, the events that
     * wait in the inbox and may forbid it, and what was counted.
     */
    private static final String MARKED = marked(
            """
            :aIds::uuid[], :aWorkers::text[], :aAttempt::int[], :aChannels::text[], :aLocales::text[], :aRules::text[],
            :aWhys::text[], :aInputs::text[], :aRecipients::text[], :aCustomers::text[], :aNews::text[]""",
            "id, worker, attempt, channel, locale, rule, why, inputs, recipient, customer, news",
            "");

    /** The same where a cap concerns one of them. */
    private static final String MARKED_IF_COUNTED = marked(
            """
            :aIds::uuid[], :aWorkers::text[], :aAttempt::int[], :aChannels::text[], :aLocales::text[], :aRules::text[],
            :aWhys::text[], :aInputs::text[], :aRecipients::text[], :aCustomers::text[], :aNews::text[],
            :aUsages::text[], :aSinces::timestamptz[], :aReadAts::timestamptz[], :aPriorities::int[],
            :aQueued::timestamptz[]""",
            "id, worker, attempt, channel, locale, rule, why, inputs, recipient, customer, news, usage, since, read_at,"
                    + " priority, queued_at",
            "and (c.usage is null or c.usage = " + CapUsageReader.FINGERPRINT + ")");

    private static String marked(String parameters, String columns, String usage) {
        return """
            attempt as materialized (select * from unnest(PARAMETERS) as a (COLUMNS)),
            stale as materialized (
                select r.id from unnest(:rIds::uuid[], :rSubjects::text[], :rVersions::text[]) as r (id, subject, version)
                -- asked one by one, by the key: a join would read the whole table while that is small, and go on so
                where (select v.version::text from rapport.current_contact_version v where v.subject = r.subject)
                      is distinct from r.version),
            marked as (
                update rapport.outbox_message m
                set state = 'sending', attempts = m.attempts + 1, channel = c.channel, locale = c.locale,
                    contacted_at = :now::timestamptz, rule = c.rule, why = c.why, inputs = c.inputs::jsonb,
                    recipient = decode(c.recipient, 'hex'), wait_for = null, held_by_cap = null, lease_until = LEASE
                from attempt c
                where m.id = c.id and m.state = 'claimed' and m.claimed_by = c.worker and m.attempts = c.attempt
                  and not exists (select from stale where stale.id = c.id)
                  and (c.news is null or c.news = (
                      select coalesce(string_agg(n.about, ',' order by n.about), '')
                      from rapport.contact_news n where n.customer_id = c.customer))
                  USAGE
                returning m.id)"""
                .replace("PARAMETERS", parameters)
                .replace("COLUMNS", columns)
                .replace("LEASE", OutboxClaims.LEASE)
                .replace("USAGE", usage);
    }

    /**
     * @param ended what ends messages; null for nothing
     * @param marked what marks messages; null for nothing
     */
    private static String statement(String ended, String marked) {
        if (marked == null) {
            return "with " + ended + " select id, false as marked from changed";
        }
        if (ended == null) {
            return "with " + marked + " select id, true as marked from marked";
        }
        return "with " + ended + ", " + marked
                + " select id, false as marked from changed union all select id, true from marked";
    }

    private final JdbcClient jdbc;
    private final OnePlan onePlan;

    OutboxTransitions(JdbcClient jdbc, RoundTrip roundTrip) {
        this.jdbc = jdbc;
        this.onePlan = new OnePlan(roundTrip);
    }

    /**
     * What was carried out.
     *
     * @param changed messages of transitions
     * @param marked messages of attempts
     */
    record Applied(Set<UUID> changed, Set<UUID> marked) {}

    /**
     * Holds customers, so that nobody else counts what they got until the caller's transaction ends. A statement of its
     * own, since one sees only what was committed before it began. Who is held by somebody else is not waited for.
     *
     * @param attempts capped ones, at most one a customer
     * @return the messages whose customers are held now
     */
    Set<UUID> holdCustomers(Collection<Attempt> attempts) {
        return new HashSet<>(jdbc.sql(LOCK)
                .param("class", AdvisoryLocks.CUSTOMER_CAPS)
                .param("ids", Columns.of(attempts, attempt -> attempt.message().id()))
                .param("customers", Columns.of(attempts, attempt -> attempt.message()
                        .customerId()))
                .query(UUID.class)
                .list());
    }

    /**
     * Carries out transitions, and marks attempts as sending, by one statement.
     *
     * @param transitions of messages, at most one each
     * @param attempts at most one a customer; customers of capped ones are held
     * @param now business time
     * @param lease real time after which a message that is being sent counts as unknown
     */
    Applied apply(Collection<Transition> transitions, Collection<Attempt> attempts, Instant now, Duration lease) {
        if (transitions.isEmpty() && attempts.isEmpty()) {
            return new Applied(Set.of(), Set.of());
        }
        String ended = null;
        String marked = null;
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("now", Timestamp.from(now));
        if (!transitions.isEmpty()) {
            boolean sent = transitions.stream().allMatch(OutboxTransitions::isSent);
            ended = sent ? SENT : ENDED;
            transitions(parameters, transitions, sent);
        }
        if (!attempts.isEmpty()) {
            boolean capped = attempts.stream().anyMatch(Attempt::isCapped);
            marked = capped ? MARKED_IF_COUNTED : MARKED;
            attempts(parameters, attempts, capped);
            parameters.put("lease", lease.toMillis());
        }
        Applied applied = new Applied(new HashSet<>(), new HashSet<>());
        onePlan.query(statement(ended, marked), parameters, row -> {
            (row.getBoolean("marked") ? applied.marked() : applied.changed()).add(row.getObject("id", UUID.class));
        });
        return applied;
    }

    private static boolean isSent(Transition each) {
        return each.begun()
                && each.notes().isEmpty()
                && each.change()
                        .equals(Change.to(State.SENT, null, each.change().why()));
    }

    private static void transitions(Map<String, Object> parameters, Collection<Transition> all, boolean sent) {
        parameters.put("tIds", Columns.of(all, each -> each.message().id()));
        parameters.put("tWorkers", Columns.of(all, Transition::worker));
        parameters.put("tAttempt", Columns.of(all, Transition::attempt));
        parameters.put("tWhys", Columns.of(all, each -> each.change().why()));
        if (sent) {
            return;
        }
        List<Note> notes = all.stream().flatMap(each -> each.notes().stream()).toList();
        parameters.put("tBegun", Columns.of(all, Transition::begun));
        parameters.put(
                "tStates", Columns.of(all, each -> each.change().state().name().toLowerCase(Locale.ROOT)));
        parameters.put("tChannels", Columns.of(all, each -> each.change().channel()));
        parameters.put("tRules", Columns.of(all, each -> each.change().rule()));
        parameters.put("tInputs", Columns.of(all, each -> each.change().inputs()));
        parameters.put("tDues", Columns.of(all, each -> each.change().dueAt()));
        parameters.put("tWaits", Columns.of(all, each -> each.change().waitFor()));
        parameters.put("tCaps", Columns.of(all, each -> each.change().heldByCap()));
        parameters.put("tAttempts", Columns.of(all, each -> each.change().attempts()));
        parameters.put("tRefused", Columns.of(all, each -> each.change().refusedOn()));
        parameters.put("nIds", Columns.of(notes, Note::message));
        parameters.put("nOutcomes", Columns.of(notes, Note::outcome));
        parameters.put("nChannels", Columns.of(notes, Note::channel));
        parameters.put("nRules", Columns.of(notes, Note::rule));
        parameters.put("nWhys", Columns.of(notes, Note::why));
    }

    private static void attempts(Map<String, Object> parameters, Collection<Attempt> all, boolean capped) {
        List<UUID> ids = new ArrayList<>();
        List<Map.Entry<String, String>> reads = new ArrayList<>();
        for (Attempt attempt : all) {
            attempt.evaluation().reads().entrySet().forEach(read -> {
                ids.add(attempt.message().id());
                reads.add(read);
            });
        }
        parameters.put("aIds", Columns.of(all, each -> each.message().id()));
        parameters.put("aWorkers", Columns.of(all, Attempt::worker));
        parameters.put("aAttempt", Columns.of(all, each -> each.message().attempts()));
        parameters.put("aChannels", Columns.of(all, each -> each.evaluation().channel()));
        parameters.put("aLocales", Columns.of(all, Attempt::language));
        parameters.put(
                "aRules", Columns.of(all, each -> each.evaluation().decision().rule()));
        parameters.put(
                "aWhys", Columns.of(all, each -> each.evaluation().decision().why()));
        parameters.put(
                "aInputs", Columns.of(all, each -> each.evaluation().decision().inputs()));
        parameters.put("aRecipients", Columns.of(all, Attempt::recipient));
        parameters.put("aCustomers", Columns.of(all, each -> each.message().customerId()));
        parameters.put("aNews", Columns.of(all, each -> news(each.evaluation())));
        parameters.put("rIds", Columns.of(ids, id -> id));
        parameters.put("rSubjects", Columns.of(reads, Map.Entry::getKey));
        parameters.put("rVersions", Columns.of(reads, Map.Entry::getValue));
        if (!capped) {
            return;
        }
        parameters.put(
                "aUsages",
                Columns.of(
                        all, each -> each.isCapped() ? each.evaluation().usage().fingerprint() : null));
        parameters.put(
                "aSinces",
                Columns.of(
                        all, each -> each.isCapped() ? each.evaluation().usage().since() : null));
        parameters.put(
                "aReadAts",
                Columns.of(
                        all, each -> each.isCapped() ? each.evaluation().usage().readAt() : null));
        parameters.put("aPriorities", Columns.of(all, each -> each.message().priority()));
        parameters.put("aQueued", Columns.of(all, each -> each.message().queuedAt()));
    }

    private static String news(Evaluation evaluation) {
        return evaluation.news() == null ? null : String.join(",", evaluation.news());
    }

    /** Keeps evaluations that led a message to the channel on which it is sent. */
    void note(Collection<Note> notes, Instant now) {
        jdbc.sql(
                        """
                insert into rapport.outbox_delivery_log (message_id, at, outcome, channel, rule, why)
                select id, :now::timestamptz, outcome, channel, rule, why
                from unnest(:ids::uuid[], :outcomes::text[], :channels::text[], :rules::text[], :whys::text[])
                    with ordinality as n (id, outcome, channel, rule, why, place)
                order by place""")
                .param("now", Timestamp.from(now))
                .param("ids", Columns.of(notes, Note::message))
                .param("outcomes", Columns.of(notes, Note::outcome))
                .param("channels", Columns.of(notes, Note::channel))
                .param("rules", Columns.of(notes, Note::rule))
                .param("whys", Columns.of(notes, Note::why))
                .update();
    }

    /** Has sleeping messages evaluated now; what somebody else has in hand is left alone. */
    void wake(Collection<UUID> ids, Instant now) {
        jdbc.sql(
                        """
                update rapport.outbox_message m set due_at = :now
                from (select id from rapport.outbox_message
                      where id = any(:ids::uuid[]) and state = 'queued' and due_at > :now
                      for update skip locked) sleeping
                where m.id = sleeping.id""")
                .param("ids", Columns.of(ids, id -> id))
                .param("now", Timestamp.from(now))
                .update();
    }
}
