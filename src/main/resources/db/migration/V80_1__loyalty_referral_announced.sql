-- What a customer got for friends is announced together, once the day's rewards are given (docs/adr/0102).
alter table rapport.referral add column announced_at timestamptz;
comment on column rapport.referral.announced_at is 'when the customer whose code it is was informed of the points; null: not yet, or there were none';
update rapport.referral set announced_at = ended_at where state = 'rewarded';
-- What is to be announced (ReferralDay).
create index referral_unannounced on rapport.referral (code) where state = 'rewarded' and points > 0 and announced_at is null;
