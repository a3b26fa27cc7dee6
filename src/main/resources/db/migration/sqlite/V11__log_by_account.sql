-- Whose a line of the log is, and whom it is about: names can be chosen, ids cannot. No foreign keys: accounts go, the log
-- stays. Empty = somebody who was not signed in; null = written before this was kept.
alter table audit add column actor_id text;
alter table audit add column subject_id text;
