-- By the form as it was, colleagues read in words what somebody chose; answers of before are shown by their note alone.
alter table rapport.task_submission add column form_definition_id text;
comment on column rapport.task_submission.form_definition_id is 'act_re_camformdef.id_ of the form that was submitted; null: not known';
