-- What stands between the items of an order and its total; absent where the shop did not name it.
alter table rapport.customer_order
    add shipping numeric,
    add tax      numeric,
    add discount numeric;
