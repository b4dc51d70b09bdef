-- From which day on it is news again what the passing of days changes about customers of an import (docs/adr/0129).
create table rapport.quiet_import (
    import_id bigint primary key,
    news_from date not null
);
comment on table rapport.quiet_import is 'imports whose customers raise no events by the passing of days alone, until that day of the shop';

-- for imports
create view rapport.import_news as
select import_id, news_from from rapport.quiet_import;
