-- Who previewed a message with a real customer's data. Ids alone: what was seen is not kept.
create table rapport.message_preview (
    id          bigint generated always as identity primary key,
    at          timestamptz not null,
    who         text        not null,
    message     text        not null,
    customer_id text        not null
);
comment on table rapport.message_preview is 'previews by staff of a message as a real customer would get it; one row a preview';
