-- Who answers STOP is left alone by number, whoever has it: the provider takes nothing for it any more.
alter table rapport.suppression drop constraint suppression_reason_check;
alter table rapport.suppression add constraint suppression_reason_check
    check (reason in ('spam_complaint', 'erased', 'hard_bounce', 'opted_out', 'manual', 'soft_bounces'));
