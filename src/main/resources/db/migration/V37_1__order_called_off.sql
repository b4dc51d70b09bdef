-- A return and a cancellation may both be told of one order: the customer hears of the one that was noted first.
alter table rapport.customer_order
    add called_off text check (called_off in ('returned', 'cancelled'));
comment on column rapport.customer_order.called_off is 'what ended the order: the first of the two that was told, whatever their times are';

update rapport.customer_order
set called_off = case when cancelled_at is null or returned_at <= cancelled_at then 'returned' else 'cancelled' end
where returned_at is not null or cancelled_at is not null;
