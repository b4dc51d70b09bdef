-- Each message has workers ask for what is due, those of its own channel and of others; planning that anew took longer than
-- the answer (0.9 ms, two thirds of it). In a function the plan is made once a session, and reads the index
-- (outbox_message_queued) however few messages there were when it was made.
--
-- What somebody waits for goes first, what can wait, since nobody asked for it, fills the batch up. A part of each batch is for
-- what can wait, however much is urgent: a backlog of neither holds up the other. Its condition is written as the index has
-- it: a plain one would be turned about until it fits the index no more.
create function rapport.claim_messages(
        wanted_channels text[], wanted_messages text[], worker text, moment timestamptz, most integer, share integer,
        lease interval)
    returns setof rapport.outbox_message
    language plpgsql
    set plan_cache_mode = force_generic_plan
    set enable_seqscan = off
    set jit = off as
$$
begin
    -- a claim that the database's machine forgets leaves the row queued as it was; its worker then finds none of its own to mark
    perform set_config('synchronous_commit', 'off', true);
    return query
    with urgent as (
        select due.id from unnest(wanted_channels) as asked (channel) cross join lateral (
            select o.id from rapport.outbox_message o
            where o.state = 'queued' and o.channel = asked.channel
              and (case when o.category in ('care', 'promotional') then 1 else 0 end) = 0 and o.due_at <= moment
              and (wanted_messages is null or o.message = any(wanted_messages))
            order by o.due_at limit most for update skip locked) due),
    patient as (
        select due.id from unnest(wanted_channels) as asked (channel) cross join lateral (
            select o.id from rapport.outbox_message o
            where o.state = 'queued' and o.channel = asked.channel
              and (case when o.category in ('care', 'promotional') then 1 else 0 end) = 1 and o.due_at <= moment
              and (wanted_messages is null or o.message = any(wanted_messages))
            order by o.due_at limit greatest(most - (select count(*) from urgent), share) for update skip locked) due)
    update rapport.outbox_message m
    set state = 'claimed', claimed_by = worker, lease_until = clock_timestamp() + lease
    from (select id from urgent union all select id from patient) due
    where m.id = due.id
    returning m.*;
end
$$;
