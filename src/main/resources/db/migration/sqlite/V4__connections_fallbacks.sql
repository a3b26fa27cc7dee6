-- Where models are. sealed_key opens only with the key beside the database. reach: whether its calls may go anywhere, as the
-- owner's may, or only to public addresses and those that the owner allowed.
create table connection (
  name text not null primary key,
  protocol text not null,
  url text not null,
  sealed_key text,
  enabled integer not null default 1,
  audience text not null default 'everyone' check (audience in ('everyone', 'staff', 'owner')),
  at_once integer not null default 0,
  fallback text,
  reach text not null check (reach in ('anywhere', 'public')),
  created_at integer not null
) strict;

-- What was decided about a model; one without a row is shown as its server lists it. Prices are for a million tokens.
create table connection_model (
  connection text not null references connection (name) on delete cascade,
  model text not null,
  enabled integer not null default 1,
  title text,
  context_window integer,
  prompt_price real,
  completion_price real,
  primary key (connection, model)
) strict;

-- What holds for the whole of this Parley.
create table server_setting (
  name text not null primary key,
  value text not null
) strict;

-- The model that was asked first, where another one has answered in its place.
alter table generation add column instead_of text;
