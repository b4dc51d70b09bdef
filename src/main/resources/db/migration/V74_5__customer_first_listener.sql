-- Most of what becomes known of a customer says nothing of what they bought: only who may find something else evaluates them.
alter table rapport.changed_customer
    add column first_listener smallint not null default 100;
comment on column rapport.changed_customer.first_listener is 'listeners of this order (io.rapport.customer.CustomerChangeListener) and those behind evaluate the customer: 100 all of them, from value on';
