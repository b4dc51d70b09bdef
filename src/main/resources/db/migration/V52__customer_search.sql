-- Staff find a customer by a piece of the name, by mail, phone or order, the newest contact first (docs/adr/0075).
create table rapport.customer_search (
    customer_id  text primary key,
    name         text        not null,
    grams        text[] collate "C" not null,
    last_contact timestamptz not null
) with (fillfactor = 85);
comment on table rapport.customer_search is 'one row for each customer, kept by triggers on rapport.customer';
comment on column rapport.customer_search.name is 'folded: without marks, in lower case, each word behind a space; empty where none is known';
comment on column rapport.customer_search.grams is 'pieces of the name: each three letters in a row, the first one and two of a word, each Chinese or Japanese character and each pair of them';
comment on column rapport.customer_search.last_contact is 'when the customer last did something, to the hour; in no index of this table, so that moving it touches none';
-- Pieces of three letters and more, and several words (CustomerSearch). The list of what is still to be put into its place
-- stays short, since each search reads it.
create index customer_search_grams on rapport.customer_search using gin (grams) with (gin_pending_list_limit = 512);

create table rapport.customer_term (
    term         text collate "C" not null,
    last_contact timestamptz      not null,
    customer_id  text             not null
);
comment on table rapport.customer_term is 'the short pieces of names, in the order of the last contact: one or two characters stand in so many names that no other index finds the newest of them in time. The empty term stands for every customer with a name';
-- The newest customers of a term are the first rows of its range (CustomerSearch).
alter table rapport.customer_term add primary key (term, last_contact, customer_id);

-- Mail addresses and numbers are found by how they begin, numbers also by how they end. In the order of bytes, since the
-- database's own order need not keep what begins alike together.
create index customer_email_begin on rapport.customer ((lower(email) collate "C")) where email is not null;
create index customer_phone_begin on rapport.customer ((regexp_replace(phone, '[^0-9]', '', 'g') collate "C"))
    where phone is not null;
create index customer_phone_reversed on rapport.customer ((reverse(regexp_replace(phone, '[^0-9]', '', 'g')) collate "C"))
    where phone is not null;
create index customer_order_number on rapport.customer_order ((translate(lower(id), '#-./_ ', '') collate "C"));

-- What people type is folded likewise by SearchText. A letter with marks becomes the bare letter, whatever the database's
-- locale knows of letters.
create function rapport.search_folded(text) returns text
    language sql immutable strict parallel safe as
$$
    select replace(replace(lower(regexp_replace(normalize($1, NFD), '[\u0300-\u036f]', '', 'g')), 'ß', 'ss'), 'ς', 'σ')
$$;

-- Family name first and without a space where both names are Chinese or Japanese, as their owner writes it.
create function rapport.search_name(first_name text, last_name text) returns text
    language sql immutable parallel safe as
$$
    select coalesce(' ' || nullif(trim(regexp_replace(rapport.search_folded(left(
               case when first_name ~ '[\u2e80-\u9fff]' and last_name ~ '[\u2e80-\u9fff]' then last_name || first_name
                    else concat_ws(' ', first_name, last_name) end, 200)),
               '[][\\\s!-/:-@^_`{-~·•‘’“”«»、，。（）・　]+', ' ', 'g')), ''), '')
$$;

-- Chinese and Japanese characters by their number: radicals to unified ideographs, compatibility, and the planes beyond.
create function rapport.is_ideograph(text) returns boolean
    language sql immutable parallel safe as
$$
    select $1 <> '' and (ascii($1) between 11904 and 40959 or ascii($1) between 63744 and 64255
                         or ascii($1) between 131072 and 262143)
$$;

-- In PL/pgSQL, character by character: a function in SQL is planned anew by each statement, and a query over the places of
-- a name takes ten times as long.
create function rapport.search_grams(name text) returns text[]
    language plpgsql immutable parallel safe as
$$
declare
    grams text[] := '{}';
    one text := ' ';
    two text := substr(name, 2, 1);
    three text := substr(name, 3, 1);
    one_ideograph boolean := false;
    two_ideograph boolean := rapport.is_ideograph(two);
    three_ideograph boolean := rapport.is_ideograph(three);
    begins boolean;
    gram text;
begin
    for i in 2 .. length(name) loop
        begins := one = ' ';
        one := two;
        two := three;
        three := substr(name, i + 2, 1);
        one_ideograph := two_ideograph;
        two_ideograph := three_ideograph;
        three_ideograph := rapport.is_ideograph(three);
        if one = ' ' then
            continue;
        elsif one_ideograph then
            grams := grams || one;
            if two_ideograph then
                grams := grams || (one || two);
            end if;
        else
            if begins then
                grams := grams || (' ' || one);
            end if;
            if two not in ('', ' ') and not two_ideograph then
                if begins then
                    grams := grams || (' ' || one || two);
                end if;
                if three not in ('', ' ') and not three_ideograph then
                    grams := grams || (one || two || three);
                end if;
            end if;
        end if;
    end loop;
    return array(select distinct g from unnest(grams) g);
end
$$;

create function rapport.search_terms(grams text[]) returns setof text
    language sql immutable parallel safe as
$$
    select g from unnest(grams || case when grams <> '{}' then array[''] else '{}' end) g
    where length(g) < 3 or left(g, 1) = ' '
$$;

create function rapport.search_new_customers() returns trigger
    language plpgsql as
$$
begin
    insert into rapport.customer_search (customer_id, name, grams, last_contact)
    select n.id, n.name, rapport.search_grams(n.name), coalesce(n.registered_at, '-infinity')
    from (select id, registered_at, rapport.search_name(first_name, last_name) as name from new_customers) n;
    insert into rapport.customer_term (term, last_contact, customer_id)
    select t.term, s.last_contact, s.customer_id
    from new_customers n join rapport.customer_search s on s.customer_id = n.id
    cross join lateral rapport.search_terms(s.grams) t (term)
    where n.first_name is not null or n.last_name is not null;
    return null;
end
$$;

-- Most changes of customers change no name, and cost a comparison.
create function rapport.search_changed_customers() returns trigger
    language plpgsql as
$$
begin
    if not exists (select from new_customers n join old_customers o using (id)
                   where (n.first_name, n.last_name) is distinct from (o.first_name, o.last_name)) then
        return null;
    end if;
    with renamed as materialized (
        select s.customer_id, s.last_contact, s.grams as before, n.name, rapport.search_grams(n.name) as grams
        from (select n.id, rapport.search_name(n.first_name, n.last_name) as name
              from new_customers n join old_customers o using (id)
              where (n.first_name, n.last_name) is distinct from (o.first_name, o.last_name)) n
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

create function rapport.search_deleted_customers() returns trigger
    language plpgsql as
$$
begin
    delete from rapport.customer_term t
    using old_customers o join rapport.customer_search s on s.customer_id = o.id
    cross join lateral rapport.search_terms(s.grams) x (term)
    where t.term = x.term and t.last_contact = s.last_contact and t.customer_id = s.customer_id;
    delete from rapport.customer_search s using old_customers o where s.customer_id = o.id;
    return null;
end
$$;

-- Who did something is at the top again. Less than an hour makes no difference, so that most events write nothing.
create function rapport.customer_contacted(customers text[], moments timestamptz[]) returns void
    language plpgsql as
$$
begin
    with due as materialized (
        select s.customer_id, s.grams, s.last_contact as before, n.moment
        from (select c.customer, max(c.moment) as moment
              from unnest(customers, moments) c (customer, moment) group by c.customer) n
        join rapport.customer_search s on s.customer_id = n.customer
        where s.last_contact < n.moment - interval '1 hour'
        order by s.customer_id
        for no key update of s),
    moved as (
        update rapport.customer_search s set last_contact = due.moment from due where s.customer_id = due.customer_id)
    update rapport.customer_term t set last_contact = due.moment
    from due cross join lateral rapport.search_terms(due.grams) x (term)
    where t.term = x.term and t.last_contact = due.before and t.customer_id = due.customer_id;
end
$$;

-- Who is known already.
insert into rapport.customer_search (customer_id, name, grams, last_contact)
select c.id, c.name, rapport.search_grams(c.name), coalesce(greatest(c.registered_at, c.confirmed_at, o.newest), '-infinity')
from (select id, registered_at, confirmed_at, rapport.search_name(first_name, last_name) as name from rapport.customer) c
left join (select customer_id, max(placed_at) as newest from rapport.customer_order where not former group by customer_id) o
    on o.customer_id = c.id;
insert into rapport.customer_term (term, last_contact, customer_id)
select t.term, s.last_contact, s.customer_id
from rapport.customer_search s cross join lateral rapport.search_terms(s.grams) t (term)
order by 1, 2, 3;

create trigger customer_search_insert after insert on rapport.customer
    referencing new table as new_customers
    for each statement execute function rapport.search_new_customers();
create trigger customer_search_update after update on rapport.customer
    referencing old table as old_customers new table as new_customers
    for each statement execute function rapport.search_changed_customers();
create trigger customer_search_delete after delete on rapport.customer
    referencing old table as old_customers
    for each statement execute function rapport.search_deleted_customers();
