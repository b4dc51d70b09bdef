-- What is known of an order on its way. The date is that of the newest fact that names one.
alter table rapport.customer_order
    add shipped_at       timestamptz,
    add expected_on      date,
    add expected_told_at timestamptz,
    add carrier          text,
    add tracking         text;
comment on column rapport.customer_order.expected_told_at is 'when the fact happened that names expected_on';

-- What the customer answered before the answer was changed.
alter table rapport.survey add previous_score smallint check (previous_score between 1 and 5);
