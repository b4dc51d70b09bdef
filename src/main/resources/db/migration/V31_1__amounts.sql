-- Amounts are kept as they came: the currency says how many decimals there are (JPY none, EUR two, BHD three).
alter table rapport.customer_order alter column total type numeric;
alter table rapport.customer_order_item alter column price type numeric;
