-- Who was merged into another customer is in no segment: that one is (docs/adr/0073).
-- for segment
create or replace view rapport.known_profile as
select id as customer_id, lower(split_part(coalesce(locale, 'en'), '-', 1)) as language, email is not null as has_email,
       phone is not null as has_phone, first_name is not null or last_name is not null as has_name,
       birthday is not null as has_birthday, confirmed_at is not null as is_confirmed, registered_at, attributes
from rapport.customer c
where erased_at is null and merged_into is null
  and not exists (select from rapport.customer_restriction r where r.customer_id = c.id and r.restricted);
