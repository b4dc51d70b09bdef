-- What customers are worth. A row for each customer with an order that was kept; the first columns sum up the orders, the
-- others follow from them by models that are fitted on all orders, or by a plain rule of days.
create table rapport.customer_value (
    customer_id        text primary key,
    first_day          date             not null,
    last_day           date             not null,
    order_days         integer          not null check (order_days > 0),
    spend_minor        bigint           not null,
    repeat_minor       bigint           not null,
    repeat_paid_days   integer          not null,
    recency_quintile   smallint         not null check (recency_quintile between 1 and 5),
    frequency_quintile smallint         not null check (frequency_quintile between 1 and 5),
    monetary_quintile  smallint         not null check (monetary_quintile between 1 and 5),
    alive              double precision not null check (alive between 0 and 1),
    expected_90        double precision not null,
    expected_365       double precision not null,
    lifetime_minor     bigint           not null,
    value_class        smallint         not null check (value_class between 1 and 5),
    method             text             not null check (method in ('model', 'days')),
    computed_at        timestamptz      not null
-- scores of all change each night: an update finds room beside the row and touches no index
) with (fillfactor = 60);
comment on table rapport.customer_value is 'Orders of one day, in the time zone of the shop, are one purchase; amounts are in smallest units of the reporting currency, at the rate of their day';
comment on column rapport.customer_value.repeat_minor is 'what was spent after the first day';
comment on column rapport.customer_value.repeat_paid_days is 'days after the first on which something was paid';
comment on column rapport.customer_value.recency_quintile is 'fifth of all customers: 1 is the lowest, as in the other columns';
comment on column rapport.customer_value.lifetime_minor is 'what the customer is expected to spend in three years, discounted';
comment on column rapport.customer_value.value_class is 'fifth by lifetime_minor';

-- Where fifths of all customers end; since the last night, or since there are enough customers.
create table rapport.value_quintile (
    measure text               primary key check (measure in ('recency', 'frequency', 'monetary', 'lifetime')),
    borders double precision[] not null check (cardinality(borders) = 4)
);
comment on column rapport.value_quintile.borders is 'recency: days since 1970';
