-- What processes/staff.yaml made in the engine's identity service, authorizations and filters: only that is changed or
-- removed when the file changes. What administrators made in Admin stands nowhere here.
create table rapport.staff_item (
    kind      text not null check (kind in ('group', 'filter', 'grant', 'user', 'locale', 'membership')),
    name      text not null,
    queue     text,
    engine_id text not null,
    content   text not null,
    primary key (kind, name)
);
comment on column rapport.staff_item.name is 'as the file would say it, such as care, or clara care for a membership';
comment on column rapport.staff_item.queue is 'the queue or group that it belongs to, null if it belongs to none';
comment on column rapport.staff_item.engine_id is 'of the group, authorization, filter or user; the name for a membership';
comment on column rapport.staff_item.content is 'what the file said when it was made: what an administrator changed since stays until the file says otherwise';

-- Queues that left the file while tasks, instances or running versions of journeys still need them.
create table rapport.staff_retired_queue (
    id         text primary key,
    titles     jsonb       not null,
    lead       text,
    retired_at timestamptz not null
);

-- The instances whose tasks to come go to the queue that they were escalated to.
create index staff_escalated_queue on rapport.act_ru_variable (text_) where name_ = 'escalatedQueue';

-- The five queues that were constants before stand in the file now: what the application made for them is the file's.
insert into rapport.staff_item (kind, name, queue, engine_id, content)
select 'group', id_, id_, id_, 'QUEUE' || E'\n' || name_ from rapport.act_id_group
where type_ = 'QUEUE' and id_ in ('care', 'complaints', 'complaints-lead', 'fulfilment', 'retention');

insert into rapport.staff_item (kind, name, queue, engine_id, content)
select 'filter', case q.id when '' then 'own-tasks' else 'queue/' || q.id end, nullif(q.id, ''), min(f.id_), q.content
from rapport.act_ru_filter f
join (values
    ('care', E'Care · 客户关怀\nWelcome calls and dissatisfied customers\n10\n#555555'),
    ('complaints', E'Complaints · 投诉处理\nComplaints to investigate\n20\n#555555'),
    ('complaints-lead', E'Complaints lead · 投诉主管\nSevere and reopened complaints, compensation\n30\n#555555'),
    ('fulfilment', E'Fulfilment · 订单履约\nDeliveries to chase\n40\n#555555'),
    ('retention', E'Retention · 客户挽留\nCustomers to win back\n50\n#555555'),
    ('', E'My tasks · 我的任务\nWhat you have claimed · 您已认领的任务\n100\n#3c7fb1')
) q (id, content) on split_part(q.content, E'\n', 1) = f.name_
group by q.id, q.content;

insert into rapport.staff_item (kind, name, queue, engine_id, content)
select 'grant',
       a.group_id_ || case when a.resource_type_ = 0 then ' tasklist'
                           when a.resource_type_ = 6 then ' process-definitions'
                           else ' filter ' || f.name end,
       a.group_id_, min(a.id_), ''
from rapport.act_ru_authorization a
join rapport.staff_item g on g.kind = 'group' and g.engine_id = a.group_id_
left join rapport.staff_item f on f.kind = 'filter' and f.engine_id = a.resource_id_
where a.type_ = 1
  and (a.resource_type_ = 0 and a.resource_id_ = 'tasklist'
       or a.resource_type_ = 6 and a.resource_id_ = '*'
       or a.resource_type_ = 5 and f.name is not null)
group by 2, a.group_id_;
