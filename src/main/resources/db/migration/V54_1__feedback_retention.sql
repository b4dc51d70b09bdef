-- Retention, each night: words of complaints that were closed long ago, comments of surveys.
create index complaint_words on rapport.complaint (closed_at) where closed_at is not null and text <> '';
create index survey_comment on rapport.survey (answered_at) where comment is not null;
