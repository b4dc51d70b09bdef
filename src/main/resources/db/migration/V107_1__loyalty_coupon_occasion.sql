-- The mail that brings a coupon says for which day it is.
alter table rapport.coupon add column occasion text;
comment on column rapport.coupon.occasion is 'the day for which it was given, such as birthday; null: for none';
