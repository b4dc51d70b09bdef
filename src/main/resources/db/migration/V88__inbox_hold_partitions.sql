-- Which partitions have work is asked before each batch, and by workers that find none. Planning that again each time cost more
-- than the answer. In a function the plan is made once a session, and takes the index (inbox_event_heads) however few events
-- there were when it was made: by limit 1, since the planner may answer exists by reading all that waits once. Those with live
-- work go first; what another worker holds is left out.
create function rapport.hold_partitions(class integer, last integer, moment timestamptz, most integer)
    returns setof integer
    language plpgsql
    set plan_cache_mode = force_generic_plan
    set enable_seqscan = off
    set jit = off as
$$
begin
    return query
    with wanted as materialized (
        select w.p
        from generate_series(0, last) w (p)
        cross join lateral (
            select (select true from rapport.inbox_event e
                    where e.partition = w.p and e.priority = 0 and e.state = 'waiting' and not e.behind
                      and e.due_at <= moment
                    limit 1) is not null as live) l
        where l.live
           or (select true from rapport.inbox_event e
               where e.partition = w.p and e.priority = 1 and e.state = 'waiting' and not e.behind
                 and e.due_at <= moment
               limit 1) is not null
        order by l.live desc, random() limit most)
    select w.p from wanted w where pg_try_advisory_xact_lock(class, w.p);
end
$$;
