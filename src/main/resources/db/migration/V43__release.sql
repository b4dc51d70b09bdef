-- What is live: a release, a named set of files with who, when and why (docs/adr/0054).
create table rapport.release (
    number      bigint primary key,
    released_at timestamptz not null,
    released_by text        not null,
    source      text        not null,
    message     text        not null,
    needs       text[]      not null,
    warnings    jsonb       not null
);
comment on table rapport.release is 'all that were ever live; the next one has the next number';
comment on column rapport.release.released_at is 'real time, also while the demo replays its past';
comment on column rapport.release.source is 'where its files came from: jar, directory, command, modeler, page';
comment on column rapport.release.needs is 'what a node must know to load it: steps, facts, kinds of files';
comment on column rapport.release.warnings is 'what the gate found in it, beside errors';

-- Each content once, however many releases have it.
create table rapport.release_content (
    hash    text primary key,
    content bytea not null
);
comment on column rapport.release_content.hash is 'SHA-256, in hexadecimal digits';

-- One row for each content that a file had, and the releases in which it had it: a release costs what it changes, and what
-- any release consisted of is one look.
create table rapport.release_file (
    id            bigint generated always as identity primary key,
    path          text    not null,
    ids           text[]  not null,
    hash          text    not null references rapport.release_content,
    retired       boolean not null,
    from_release  bigint  not null references rapport.release,
    until_release bigint references rapport.release
);
comment on column rapport.release_file.ids is 'what makes it the same file wherever it lies, such as "process onboarding"';
comment on column rapport.release_file.retired is 'it has left, and stays for what is under way';
comment on column rapport.release_file.until_release is 'the first release without it; null: it is live';
-- A path is live once; what is live.
create unique index release_file_live on rapport.release_file (path) where until_release is null;
-- What a release brought, and whether a content was ever live at a path.
create index release_file_by_path on rapport.release_file (path, hash);

-- The one row says which release is live. A switch locks it; nodes read it all the time.
create table rapport.release_live (
    only_one boolean primary key check (only_one),
    number   bigint not null
);
insert into rapport.release_live values (true, 0);
comment on column rapport.release_live.number is '0: none was ever made';

-- Each content that a source ever brought, so that a later one knows whether somebody has changed what is live.
create table rapport.release_shipped (
    source     text        not null,
    path       text        not null,
    hash       text        not null,
    shipped_at timestamptz not null,
    primary key (source, path, hash)
);
