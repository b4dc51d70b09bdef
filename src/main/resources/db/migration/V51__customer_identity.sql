-- What customers are called elsewhere: ids of other systems, and addresses that were declared to stand for one customer. A
-- contact address may be shared and is in the profile alone.
create table rapport.customer_identity (
    system      text        not null,
    value       text        not null,
    customer_id text        not null,
    verified    boolean     not null default false,
    provisional boolean     not null default false,
    since       timestamptz not null,
    primary key (system, value)
);
comment on table rapport.customer_identity is 'an identity belongs to one customer; the row may be there before the customer''s, since the intake makes it';
comment on column rapport.customer_identity.system is 'email, phone, or a system whose ids of customers events name';
comment on column rapport.customer_identity.value is 'the id in that system; of addresses the spelling that they are compared by';
comment on column rapport.customer_identity.verified is 'somebody showed that it is the customer''s, such as by the link in a mail';
comment on column rapport.customer_identity.provisional is 'the intake made the customer for it: nobody was known by it';
-- A customer's identities (Identities), and erasure.
create index customer_identity_customer on rapport.customer_identity (customer_id);
