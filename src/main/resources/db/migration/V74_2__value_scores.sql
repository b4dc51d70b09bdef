-- All rows of a page may change in one transaction: a new version of each has to fit beside the old one, or a third of them
-- leaves its page and goes into the key again.
alter table rapport.customer_value set (fillfactor = 45);
comment on column rapport.customer_value.computed_at is 'since when the row is as it is';
comment on column rapport.customer_value.alive is 'to four places, as expected_90 and expected_365: who is long gone is not written each night';
