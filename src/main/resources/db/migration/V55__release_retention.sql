-- The contents of releases of long ago go (rapport.retention.releases). Who released what, when and why stays, and so does
-- which content was ever live: a start must know it.
alter table rapport.release_content alter column content drop not null;
comment on column rapport.release_content.content is 'null: no release has it that is kept to be released again';
