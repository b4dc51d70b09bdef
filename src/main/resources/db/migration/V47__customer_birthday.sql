-- Some customers give the day of their birthday and not the year.
alter table rapport.customer add column birthday_without_year boolean not null default false;
comment on column rapport.customer.birthday_without_year is 'the year of birthday means nothing: it is a leap year, in which each day has its place';
