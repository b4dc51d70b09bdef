-- Retention, each night: what staff wrote.
create index task_submission_submitted on rapport.task_submission (submitted_at);
create index task_comment_written on rapport.task_comment (written_at);
