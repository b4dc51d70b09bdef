-- Names are found whatever the width of their letters and digits: input methods for Chinese and Japanese write them as wide as
-- their characters (SearchText folds what is typed likewise).
create or replace function rapport.search_folded(text) returns text
    language sql immutable strict parallel safe as
$$
    select replace(replace(lower(regexp_replace(normalize($1, NFKD), '[\u0300-\u036f]', '', 'g')), 'ß', 'ss'), 'ς', 'σ')
$$;

-- Who is known already: the few whose names have such letters.
create temporary table renamed on commit drop as
select s.customer_id, s.last_contact, s.grams as before, n.name, rapport.search_grams(n.name) as grams
from (select id, rapport.search_name(first_name, last_name) as name from rapport.customer
      where concat_ws(' ', first_name, last_name) is not nfkc normalized) n
join rapport.customer_search s on s.customer_id = n.id
where s.name <> n.name;

update rapport.customer_search s set name = r.name, grams = r.grams from renamed r where s.customer_id = r.customer_id;

delete from rapport.customer_term t
using renamed r cross join lateral (
    select rapport.search_terms(r.before) except select rapport.search_terms(r.grams)) x (term)
where t.term = x.term and t.last_contact = r.last_contact and t.customer_id = r.customer_id;

insert into rapport.customer_term (term, last_contact, customer_id)
select x.term, r.last_contact, r.customer_id
from renamed r cross join lateral (
    select rapport.search_terms(r.grams) except select rapport.search_terms(r.before)) x (term);
