-- What was paid back of an order, whole or in part; the order stands beside it. One row for each refund that the shop names.
create table rapport.customer_refund (
    order_id    text        not null references rapport.customer_order (id) on delete cascade,
    refund_id   text        not null,
    refunded_at timestamptz not null,
    currency    text        not null,
    total       numeric     not null check (total > 0),
    total_minor bigint      not null generated always as (rapport.minor_units(total, currency)) stored,
    reason      text,
    primary key (order_id, refund_id)
);
comment on table rapport.customer_refund is 'whose it is says the order';
comment on column rapport.customer_refund.reason is 'in the words of the shop; gone when the customer is erased';

create table rapport.customer_refund_item (
    order_id  text     not null,
    refund_id text     not null,
    line      smallint not null,
    sku       text     not null,
    quantity  integer  not null check (quantity > 0),
    amount    numeric  not null,
    primary key (order_id, refund_id, line),
    foreign key (order_id, refund_id) references rapport.customer_refund (order_id, refund_id) on delete cascade
);
