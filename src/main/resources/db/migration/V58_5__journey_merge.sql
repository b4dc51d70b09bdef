-- The register leads from a customer to the instances; the instances themselves know nothing of a merge (docs/adr/0073).
alter table rapport.journey add column original_customer_id text;
