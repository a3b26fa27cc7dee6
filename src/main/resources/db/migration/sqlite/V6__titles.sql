-- From when on the model may make a title: null where none is wanted. title_tries counts how often it was asked.
alter table conversation add column title_due_at integer;
alter table conversation add column title_tries integer not null default 0;

create index conversation_by_title_due on conversation (title_due_at) where title_due_at is not null;
