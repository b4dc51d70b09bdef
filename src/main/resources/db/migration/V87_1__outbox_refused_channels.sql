-- What one channel refuses for good goes by another that may; none is tried twice.
alter table rapport.outbox_message add column refused_channels text[];
comment on column rapport.outbox_message.refused_channels is 'channels that refused it for good; null: none did';
