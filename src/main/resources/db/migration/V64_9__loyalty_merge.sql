-- Rows of merged customers remember under which id they came (docs/adr/0073).
alter table rapport.loyalty_entry add column original_customer_id text;
alter table rapport.loyalty_redemption add column original_customer_id text;
alter table rapport.coupon add column original_customer_id text;

-- What is given to a lot or taken from it goes with the lot, also what is while its customer is merged into another one: so
-- that each lot adds up when the two are separated again.
create function rapport.loyalty_entry_of_lot() returns trigger
    language plpgsql as
$$
begin
    if new.original_customer_id is null
       and exists (select from rapport.customer_alias a where a.survivor = new.customer_id) then
        new.original_customer_id := coalesce(
            (select e.original_customer_id from rapport.loyalty_entry e
             where e.customer_id = new.customer_id and coalesce(e.lot, e.source) = coalesce(new.lot, new.source)
               and e.original_customer_id is not null
             limit 1),
            (select o.original_customer_id from rapport.customer_order o
             where o.id = new.order_id and o.customer_id = new.customer_id));
    end if;
    return new;
end
$$;
create trigger of_lot before insert on rapport.loyalty_entry
    for each row execute function rapport.loyalty_entry_of_lot();
