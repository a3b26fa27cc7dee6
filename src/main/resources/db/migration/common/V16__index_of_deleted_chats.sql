-- What was deleted long enough ago is looked for every few hours: only what was deleted at all is in it.
create index conversation_by_deletion on conversation (deleted_at) where deleted_at is not null;
