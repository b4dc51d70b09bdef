-- An erasure concerns a customer. Where another lives at the same address, what is owed to that one still goes there.
alter table rapport.suppression add column shared boolean not null default false;
comment on column rapport.suppression.shared is 'of reason erased: another customer had the same address at that moment';

-- Who has an address, in the spellings that it may be on file in.
create index customer_email on rapport.customer (lower(email)) where email is not null;
create index customer_phone_end on rapport.customer (right(regexp_replace(phone, '[^0-9]', '', 'g'), 6))
    where phone is not null;
