-- After how many days customers buy a product again, from the shop's own orders. Nobody's data.
create table rapport.replenishment (
    sku       text    primary key,
    days      integer not null check (days > 0),
    repeats   integer not null,
    customers integer not null
);
comment on table rapport.replenishment is 'Made anew each night from the orders that stand: products that enough customers bought again';
comment on column rapport.replenishment.days is 'half of the purchases of the same product by the same customer came within so many days';

-- One row: when it was made, so that one node makes it a night.
create table rapport.replenishment_run (
    one_row     boolean primary key default true check (one_row),
    computed_at timestamptz
);
insert into rapport.replenishment_run (computed_at) values (null);
