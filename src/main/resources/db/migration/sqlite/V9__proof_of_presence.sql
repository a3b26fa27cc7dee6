-- When whoever is signed in last showed who they are: by signing in, or again since.
alter table session add column proved_at integer not null default 0;
