-- A rollback or a retirement reads otherwise than what somebody deployed, wherever it came from. Releases made before do not say.
alter table rapport.release
    add column action text
        constraint release_action check (action in ('deploy', 'retire', 'rollback', 'take-shipped', 'tidy')),
    add column rolled_back_to bigint references rapport.release;
comment on column rapport.release.action is 'what was done to make it; null: it was made before this was kept';
comment on column rapport.release.rolled_back_to is 'of a rollback, the release that was released again';
