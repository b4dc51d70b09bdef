-- Other tables write all rows anew, page by page: a new version of each has to fit beside the old one.
alter table rapport.customer_relationship set (fillfactor = 45);
