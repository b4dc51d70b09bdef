-- A code that a till has asked for is known there: it goes to no other customer any more (docs/adr/0102).
alter table rapport.coupon add column seen_at timestamptz;
comment on column rapport.coupon.seen_at is 'when a till first asked for it; null: none did, so that a code of a pool may go back there';
update rapport.coupon c set seen_at = r.first
from (select code, min(created_at) as first from rapport.coupon_redemption group by code) r
where r.code = c.code;
