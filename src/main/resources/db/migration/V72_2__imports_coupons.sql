-- Codes of coupons that the shop made come by file, too.
alter table rapport.import_job drop constraint import_job_kind_check;
alter table rapport.import_job add constraint import_job_kind_check
    check (kind in ('customers', 'orders', 'consents', 'points', 'coupons'));
