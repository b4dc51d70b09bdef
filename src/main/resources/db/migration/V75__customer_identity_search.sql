-- Staff find a customer by what another system calls them, and may not know which system it was (CustomerSearch).
create index customer_identity_value on rapport.customer_identity (value);
