-- The terms of new customers come from the rows just written: a join back to the table was planned while it was empty, and
-- a session keeps that plan, so that each later set of customers read the whole table.
create or replace function rapport.search_new_customers() returns trigger
    language plpgsql as
$$
begin
    with kept as (
        insert into rapport.customer_search (customer_id, name, grams, last_contact)
        select n.id, n.name, rapport.search_grams(n.name), coalesce(n.registered_at, '-infinity')
        from (select id, registered_at, rapport.search_name(first_name, last_name) as name from new_customers) n
        returning customer_id, grams, last_contact)
    insert into rapport.customer_term (term, last_contact, customer_id)
    select t.term, k.last_contact, k.customer_id
    from kept k cross join lateral rapport.search_terms(k.grams) t (term);
    return null;
end
$$;
