-- Many customers at once, such as from a file: whatever a statement costs for one of them must not grow with the table.

-- Whom of many did an erasure concern (CustomerImport)? Few are, so that the index is small and read in any plan.
create index customer_erased on rapport.customer (id) where erased_at is not null;

-- In one pass over who is new. What a session's first statement plans is kept for thousands of rows, and for a search table
-- that was empty then: nothing here joins what may be either.
create or replace function rapport.search_new_customers() returns trigger
    language plpgsql as
$$
begin
    with named as materialized (
        select n.id, n.name, rapport.search_grams(n.name) as grams, coalesce(n.registered_at, '-infinity') as last_contact
        from (select id, registered_at, rapport.search_name(first_name, last_name) as name from new_customers) n),
    searched as (
        insert into rapport.customer_search (customer_id, name, grams, last_contact)
        select id, name, grams, last_contact from named)
    insert into rapport.customer_term (term, last_contact, customer_id)
    select t.term, n.last_contact, n.id
    from named n cross join lateral rapport.search_terms(n.grams) t (term)
    order by 1, 2, 3;
    return null;
end
$$;

-- Most changes of customers change no name, and cost a comparison: of sets, which takes as long per row for thousands.
create or replace function rapport.search_changed_customers() returns trigger
    language plpgsql as
$$
begin
    if not exists (select id, first_name, last_name from new_customers
                   except select id, first_name, last_name from old_customers) then
        return null;
    end if;
    with renamed as materialized (
        select s.customer_id, s.last_contact, s.grams as before, n.name, rapport.search_grams(n.name) as grams
        from (select id, rapport.search_name(first_name, last_name) as name
              from (select id, first_name, last_name from new_customers
                    except select id, first_name, last_name from old_customers) changed) n
        join rapport.customer_search s on s.customer_id = n.id),
    searched as (
        update rapport.customer_search s set name = r.name, grams = r.grams
        from renamed r where s.customer_id = r.customer_id),
    gone as (
        delete from rapport.customer_term t
        using renamed r cross join lateral (
            select rapport.search_terms(r.before) except select rapport.search_terms(r.grams)) x (term)
        where t.term = x.term and t.last_contact = r.last_contact and t.customer_id = r.customer_id)
    insert into rapport.customer_term (term, last_contact, customer_id)
    select x.term, r.last_contact, r.customer_id
    from renamed r cross join lateral (
        select rapport.search_terms(r.grams) except select rapport.search_terms(r.before)) x (term);
    return null;
end
$$;
